using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>Where a peer's results are in its instance's tree: each subkey of <c>client</c> but <c>invocations</c> is a target.</summary>
internal static class ClientResultsOf
{
    public static ImmutableArray<NamedJson> Tree(TreeRoot root)
    {
        if (!root.TryFind("client"u8, out var client)) return [];
        var targets = ImmutableArray.CreateBuilder<NamedJson>();
        var walker = client.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;
            var name = Encoding.UTF8.GetString(walker.Node.Key);
            if (walker.Node.Text is { } text && !name.Equals("invocations", StringComparison.OrdinalIgnoreCase))
                targets.Add(new(name, text));
        }

        return targets.ToImmutable();
    }
}
