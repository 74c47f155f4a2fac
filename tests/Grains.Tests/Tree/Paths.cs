using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Tree;

/// <summary>Paths, and the same words for what a tree and its model hold.</summary>
internal static class Paths
{
    internal static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    internal static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A key of a row of keys whose order is that of their numbers.</summary>
    internal static string Numbered(int number) => "k" + number.ToString("D6", CultureInfo.InvariantCulture);

    internal static byte[][] Split(byte[] path)
    {
        var keys = new List<byte[]> { Array.Empty<byte>() };
        foreach (var value in path)
        {
            if (value == KeyPath.Separator) keys.Add([]);
            else keys[^1] = [.. keys[^1], value];
        }

        return [.. keys];
    }

    internal static byte[] Join(IEnumerable<byte[]> keys) =>
        [.. keys.Select((key, at) => at == 0 ? key : [KeyPath.Separator, .. key]).SelectMany(key => key)];

    internal static IEnumerable<string> Steps(TreeWalker walker)
    {
        while (walker.MoveNext())
        {
            var node = walker.Node;
            var text = node.Text is null ? "null" : Convert.ToHexString(node.Text);
            yield return $"{walker.Step} {walker.Depth} {Convert.ToHexString(node.Key)} {text} {node.Format} "
                + $"{node.FirstReported} {node.LastReported} {node.HasSubKeys} {node.TextRevision}/{node.Revision} {node.Expires} {walker.Trimmed}";
        }
    }

    /// <summary>Every node with its path, in the order walked.</summary>
    internal static IEnumerable<(byte[] Path, TreeNode Node)> Nodes(TreeRoot root)
    {
        var keys = new List<byte[]>();
        var walker = root.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave)
            {
                keys.RemoveAt(keys.Count - 1);
                continue;
            }

            keys.Add(walker.Node.Key);
            yield return (Join(keys), walker.Node);
        }
    }

    /// <summary>The paths that hold text.</summary>
    internal static IEnumerable<string> Held(TreeRoot root) =>
        Nodes(root).Where(entry => entry.Node.Text is not null).Select(entry => Encoding.UTF8.GetString(entry.Path));
}
