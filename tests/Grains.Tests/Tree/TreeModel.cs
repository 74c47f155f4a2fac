using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Tree;

/// <summary>What the tree must do, said as plainly as can be: nested sorted dictionaries, copied whole for a snapshot.</summary>
internal sealed class TreeModel
{
    private Node _top = new();

    internal bool Apply(in Mutation m)
    {
        var path = Paths.Split(m.Path);
        switch (m.Kind)
        {
            case MutationKind.Store:
                Store(path, m);
                return true;
            case MutationKind.Restore:
                Restore(path, m);
                return true;
            case MutationKind.Import:
                Import(path, m);
                return true;
            case MutationKind.Remove or MutationKind.Expire:
                return Remove(path, whole: false, m.Last);
            case MutationKind.RemoveTree:
                return Remove(path, whole: true, m.Last);
            default:
                var any = _top.Subkeys.Count > 0;
                _top = new Node();
                return any;
        }
    }

    internal void Take(TreeModel from, byte[] path)
    {
        var node = from._top;
        foreach (var key in Paths.Split(path))
        {
            if (node is not null) node = node.Subkeys.GetValueOrDefault(key);
        }

        _top = new Node { Subkeys = (node ?? new Node()).Copy().Subkeys };
        from.Remove(Paths.Split(path), whole: true, revision: 0);
    }

    internal TreeModel Copy() => new() { _top = _top.Copy() };

    internal long TextCount => _top.All().Count(entry => entry.Node.Text is not null);

    internal long Bytes => _top.All().Sum(entry => entry.Key.Length + (entry.Node.Text?.Length ?? 0L));

    /// <summary>What a walk shows of texts that have not expired, and of keys that have anything else.</summary>
    internal IEnumerable<string> Steps(int maxDepth = int.MaxValue, long now = 0) => Steps(_top, 1, maxDepth, now);

    /// <summary>The paths of texts that have expired.</summary>
    internal IEnumerable<byte[]> Overdue(long now) => _top.Below([]).Where(entry => entry.Node.Text is not null && entry.Node.IsOverdue(now)).Select(entry => Paths.Join(entry.Path));

    /// <summary>When the first text expires.</summary>
    internal long Earliest => _top.All().Select(entry => entry.Node.Expires).Where(expires => expires != 0).DefaultIfEmpty(long.MaxValue).Min();

    private static IEnumerable<string> Steps(Node node, int depth, int maxDepth, long now)
    {
        foreach (var (key, child) in node.Subkeys.Where(entry => entry.Value.IsThere(now)))
        {
            if (depth > maxDepth) yield break;

            var below = child.Subkeys.Values.Any(subkey => subkey.IsThere(now));
            var text = child.Text is null || child.IsOverdue(now) ? "null" : Convert.ToHexString(child.Text);
            var told = $"{depth} {Convert.ToHexString(key)} {text} {child.Format} {child.First} {child.Last} {below} "
                + $"{child.TextRevision}/{child.Revision} {child.Expires}";
            yield return $"Enter {told} {depth == maxDepth && below}";
            foreach (var step in Steps(child, depth + 1, maxDepth, now)) yield return step;
            yield return $"Leave {told} False";
        }
    }

    private void Store(byte[][] path, in Mutation m)
    {
        var node = _top;
        foreach (var key in path)
        {
            node = node.GetOrAdd(key, m);
            node.Last = m.Last;
            node.Revision = Math.Max(node.Revision, m.Last);
        }

        (node.Text, node.Format, node.TextRevision, node.Expires) = (m.Text, m.Format, m.Last, m.Expires);
        if (node.Subkeys.Count == 0) node.Revision = m.Last;
    }

    private void Restore(byte[][] path, in Mutation m)
    {
        var node = _top;
        foreach (var key in path)
        {
            node = node.GetOrAdd(key, m);
            node.Revision = Math.Max(node.Revision, m.Restored.Tree);
        }

        (node.Text, node.Format, node.First, node.Last, node.TextRevision, node.Expires) =
            (m.Text, m.Format, m.First, m.Last, m.Restored.Text, m.Expires);
        if (node.Subkeys.Count == 0) node.Revision = m.Restored.Tree;
    }

    private void Import(byte[][] path, in Mutation m)
    {
        var node = _top;
        foreach (var key in path)
        {
            node = node.GetOrAdd(key, m);
            node.First = Math.Min(node.First, m.First);
            node.Last = Math.Max(node.Last, m.Last);
            node.Revision = Math.Max(node.Revision, m.Restored.Tree);
        }

        (node.Text, node.Format, node.TextRevision, node.Expires) = (m.Text, m.Format, m.Restored.Text, m.Expires);
        if (node.Subkeys.Count == 0) (node.First, node.Last, node.Revision) = (m.First, m.Last, m.Restored.Tree);
    }

    private bool Remove(byte[][] path, bool whole, long revision)
    {
        var way = new List<Node> { _top };
        foreach (var key in path)
        {
            if (!way[^1].Subkeys.TryGetValue(key, out var next)) return false;

            way.Add(next);
        }

        if (!whole && way[^1].Text is null) return false;

        (way[^1].Text, way[^1].Format, way[^1].TextRevision, way[^1].Expires) = (null, TextFormat.Plain, 0, 0);
        foreach (var node in way) node.Revision = Math.Max(node.Revision, revision);
        if (whole) way[^1].Subkeys.Clear();
        for (var depth = path.Length; depth > 0 && way[depth].Text is null && way[depth].Subkeys.Count == 0; depth--)
        {
            way[depth - 1].Subkeys.Remove(path[depth - 1]);
        }

        return true;
    }

    private sealed class Node
    {
        internal byte[]? Text;
        internal TextFormat Format;
        internal long First;
        internal long Last;
        internal long TextRevision;
        internal long Revision;
        internal long Expires;
        internal SortedDictionary<byte[], Node> Subkeys = new(Paths.ByBytes);

        internal Node GetOrAdd(byte[] key, in Mutation m)
        {
            if (!Subkeys.TryGetValue(key, out var node)) Subkeys[key] = node = new Node { First = m.First, Last = m.Last };
            return node;
        }

        internal Node Copy()
        {
            var copy = (Node)MemberwiseClone();
            copy.Subkeys = new SortedDictionary<byte[], Node>(Paths.ByBytes);
            foreach (var (key, child) in Subkeys) copy.Subkeys[key] = child.Copy();
            return copy;
        }

        internal bool IsOverdue(long now) => Expires != 0 && Expires <= now;

        internal bool IsThere(long now) =>
            (Text is not null && !IsOverdue(now)) || (Text is null && Subkeys.Count == 0) || Subkeys.Values.Any(subkey => subkey.IsThere(now));

        internal IEnumerable<(byte[][] Path, Node Node)> Below(byte[][] above) =>
            Subkeys.SelectMany(entry => entry.Value.Below([.. above, entry.Key]).Prepend(([.. above, entry.Key], entry.Value)));

        internal IEnumerable<(byte[] Key, Node Node)> All() =>
            Subkeys.SelectMany(entry => entry.Value.All().Prepend((entry.Key, entry.Value)));
    }
}
