using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>What a grain's state must be: the texts of four trees.</summary>
internal sealed record StateModel(ImmutableSortedDictionary<(int Tree, string Path), string> Texts)
{
    internal static StateModel Empty { get; } = new(
        ImmutableSortedDictionary.Create<(int, string), string>(
            Comparer<(int Tree, string Path)>.Create(
                (one, other) => one.Tree != other.Tree ? one.Tree.CompareTo(other.Tree) : string.CompareOrdinal(one.Path, other.Path))));

    internal StateModel With((int Tree, Mutation Change) step)
    {
        var (tree, m) = step;
        var path = Encoding.UTF8.GetString(m.Path);
        return m.Kind switch
        {
            MutationKind.Store => new(Texts.SetItem((tree, path), Encoding.UTF8.GetString(m.Text!))),
            MutationKind.Remove => new(Texts.Remove((tree, path))),
            MutationKind.RemoveTree => new(Texts.RemoveRange(Below(tree, path).Append((tree, path)))),
            MutationKind.Clear => new(Texts.RemoveRange(Texts.Keys.Where(key => key.Tree == tree))),
            MutationKind.PutAway => PutAway(path),
            _ => Take(path),
        };
    }

    public override string ToString()
    {
        var line = new StringBuilder();
        foreach (var ((tree, path), text) in Texts) StateText.Add(line, tree, path, text);
        return line.ToString();
    }

    /// <summary>Some changes that belong together.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="number">Told from all others by this.</param>
    internal static List<(int Tree, Mutation Change)> Changes(Random random, int number)
    {
        // The clock goes back and forth.
        var now = random.Next(100);
        var changes = new List<(int, Mutation)> { (1, Store("last", number, "", now)) };
        for (var more = random.Next(1, 4); more > 0; more--)
        {
            var key = $"k{random.Next(5)}";
            changes.Add(random.Next(10) switch
            {
                0 => (0, Mutation.Remove(KeyPath.Of(key).Utf8, now)),
                1 => (0, Mutation.RemoveTree(KeyPath.Of(key).Utf8, now)),
                2 or 3 => (JournaledState.Staged, Store($"s,{key}", number, "", now)),
                4 => (JournaledState.Staged, Mutation.Clear()),
                5 => (0, Mutation.Take(KeyPath.Of("s").Utf8)),
                6 => (JournaledState.Epochs, Mutation.PutAway(KeyPath.Of($"e{random.Next(3)}").Utf8, now)),
                _ => (0, Store(key, number, new string('.', random.Next(60)), now)),
            });
        }

        return changes;
    }

    /// <summary>Leaves nothing.</summary>
    internal static List<(int Tree, Mutation Change)> Clear() => [.. Enumerable.Range(0, 4).Select(tree => (tree, Mutation.Clear()))];

    private static Mutation Store(string path, int number, string rest, long now) =>
        Mutation.Store(KeyPath.Of(path).Utf8, Encoding.UTF8.GetBytes(number + rest), TextFormat.Plain, now);

    private StateModel Take(string path)
    {
        var below = Below(JournaledState.Staged, path).ToList();
        var texts = Texts.RemoveRange(Texts.Keys.Where(key => key.Tree == 0)).RemoveRange(below);
        return new(texts.SetItems(below.Select(key => KeyValuePair.Create((0, key.Path[(path.Length + 1)..]), Texts[key]))));
    }

    private StateModel PutAway(string key)
    {
        var data = Texts.Keys.Where(held => held.Tree == 0).ToList();
        if (data.Count == 0) return this;
        var texts = Texts.RemoveRange(Below(JournaledState.Epochs, key)).RemoveRange(data);
        return new(texts.SetItems(data.Select(held => KeyValuePair.Create((JournaledState.Epochs, $"{key},{held.Path}"), Texts[held]))));
    }

    private IEnumerable<(int Tree, string Path)> Below(int tree, string path) =>
        Texts.Keys.Where(key => key.Tree == tree && key.Path.StartsWith(path + ',', StringComparison.Ordinal));
}
