using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Journal;

/// <summary>Random changes of the trees of a state, and what they are written as.</summary>
internal static class JournalEntries
{
    private static readonly Gen<long> Some = Gen.Frequency((1, Gen.Const(0L)), (1, Gen.Long));

    // Whatever the types allow, lengths of more than one byte among it.
    private static readonly Gen<Mutation> Odd = Gen.Select(
        Gen.OneOf(Enum.GetValues<MutationKind>()),
        Gen.Byte.Array[0, 300],
        Gen.Byte.Array[0, 300].Null(),
        Gen.OneOf(TextFormat.Plain, TextFormat.Json),
        Gen.Long,
        Gen.Long,
        Gen.Select(Some, Some, (text, tree) => new NodeRevisions(text, tree)),
        Some,
        (kind, path, text, format, first, last, restored, expires) => new Mutation(kind, path, text, format, first, last, restored, expires));

    /// <summary>Changes that need not make sense.</summary>
    public static readonly Gen<(int Tree, Mutation Change)[]> Any = Of(Gen.Frequency((1, TreeOperations.Changes), (2, Odd.Select(m => new[] { m }))));

    /// <summary>Changes as grains make them.</summary>
    public static readonly Gen<(int Tree, Mutation Change)[]> Real = Of(TreeOperations.Changes);

    /// <summary>A state with changes applied to it.</summary>
    public static JournaledState State((int Tree, Mutation Change)[] changes)
    {
        var state = new JournaledState(GenerationTree.Trees);
        foreach (var (tree, change) in changes.Where(one => one.Tree < GenerationTree.Trees)) state.Apply(tree, change);
        return state;
    }

    /// <summary>What is written for changes.</summary>
    public static byte[] Write((int Tree, Mutation Change)[] changes)
    {
        var writer = new EntryWriter();
        foreach (var (tree, change) in changes) writer.Write(tree, change);
        return writer.Written.ToArray();
    }

    /// <summary>What is read from bytes, in the words of <c>Told</c>; <paramref name="broken"/> when it ended early.</summary>
    public static List<string> Read(ReadOnlySpan<byte> bytes, out bool broken)
    {
        var told = new List<string>();
        broken = false;
        try
        {
            var reader = new EntryReader(bytes);
            while (reader.MoveNext()) told.Add(Told(reader.Tree, reader.Mutation));
        }
        catch (InvalidDataException)
        {
            broken = true;
        }

        return told;
    }

    public static string Told(int tree, Mutation m) =>
        $"{tree} {m.Kind} {Convert.ToHexString(m.Path)} {(m.Text is null ? "null" : Convert.ToHexString(m.Text))} {m.Format} {m.First} {m.Last} {m.Restored} {m.Expires}";

    public static List<string> Told((int Tree, Mutation Change)[] changes) => [.. changes.Select(one => Told(one.Tree, one.Change))];

    /// <summary>Everything that readers see in a state.</summary>
    public static List<string> Told(JournaledState state)
    {
        var told = new List<string>();
        for (var tree = 0; tree < GenerationTree.Trees; tree++)
        {
            told.Add($"tree {tree}: {state[tree].Stats.Keys} texts, {state[tree].Stats.Bytes} bytes");
            told.AddRange(Paths.Steps(state[tree].Root.Walk()));
        }

        return told;
    }

    private static Gen<(int Tree, Mutation Change)[]> Of(Gen<Mutation[]> rows) => Gen.Select(Gen.Int[0, 3], rows).Array[0, 20]
        .Select(some => some.SelectMany(one => one.Item2.Select(m => (one.Item1, m))).ToArray());
}
