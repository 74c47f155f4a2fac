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
            case MutationKind.Remove:
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

    internal IEnumerable<string> Steps(int maxDepth = int.MaxValue) => Steps(_top, 1, maxDepth);

    private static IEnumerable<string> Steps(Node node, int depth, int maxDepth)
    {
        foreach (var (key, child) in node.Subkeys)
        {
            if (depth > maxDepth) yield break;

            var trimmed = depth == maxDepth && child.Subkeys.Count > 0;
            var text = child.Text is null ? "null" : Convert.ToHexString(child.Text);
            var told = $"{depth} {Convert.ToHexString(key)} {text} {child.Format} {child.First} {child.Last} {child.Subkeys.Count > 0} {child.TextRevision}/{child.Revision}";
            yield return $"Enter {told} {trimmed}";
            foreach (var step in Steps(child, depth + 1, maxDepth)) yield return step;
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

        (node.Text, node.Format, node.TextRevision) = (m.Text, m.Format, m.Last);
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

        (node.Text, node.Format, node.First, node.Last, node.TextRevision) = (m.Text, m.Format, m.First, m.Last, m.Restored.Text);
        if (node.Subkeys.Count == 0) node.Revision = m.Restored.Tree;
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

        (way[^1].Text, way[^1].Format, way[^1].TextRevision) = (null, TextFormat.Plain, 0);
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

        internal IEnumerable<(byte[] Key, Node Node)> All() =>
            Subkeys.SelectMany(entry => entry.Value.All().Prepend((entry.Key, entry.Value)));
    }
}
