using System.Buffers;
using System.Text;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>Where a peer's results are in its instance's tree: each subkey of <c>client</c> but <c>invocations</c> is a target.</summary>
internal static class ClientResultsOf
{
    /// <summary>Renders what is reported of each target: see <see cref="ResultsEncoder"/>. One is parsed at a time.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="root">The tree.</param>
    /// <param name="countsOnly">As for <see cref="TargetResultsReader.Read"/>.</param>
    public static IEnumerable<PageBreak> Tree(PageWriter page, TreeRoot root, bool countsOnly)
    {
        if (!root.TryFind("client"u8, out var client)) yield break;
        var results = new ArrayBufferWriter<byte>();
        var walker = client.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave || walker.Node.Text is not { } text) continue;
            var name = Encoding.UTF8.GetString(walker.Node.Key);
            if (name.Equals("invocations", StringComparison.OrdinalIgnoreCase)) continue;
            results.ResetWrittenCount();
            ResultsEncoder.Write(results, name, TargetResultsReader.Read(text, countsOnly));
            foreach (var full in ResultsEncoder.Copy(page, results)) yield return full;
        }
    }
}
