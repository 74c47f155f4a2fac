using System.Globalization;
using Lockers.Tests.Shared;

namespace Lockers.Silo.Tests.Dump;

/// <summary>The resident memory of a node, as the kernel counts it, in bytes.</summary>
internal static class NodeMemory
{
    /// <summary>The most since <see cref="ForgetPeak"/>.</summary>
    public static long Peak(LockersNode node) => Read(node, "VmHWM:");

    /// <summary>Sets the peak to what is resident now.</summary>
    public static void ForgetPeak(LockersNode node) => File.WriteAllText($"/proc/{node.Process.Id}/clear_refs", "5");

    /// <summary>What is resident when two looks see about the same.</summary>
    public static async Task<long> Settled(LockersNode node)
    {
        var last = 0L;
        await Until.Holds(
            () =>
            {
                var (now, before) = (Read(node, "VmRSS:"), last);
                last = now;
                return Task.FromResult(Math.Abs(now - before) < 1 << 20);
            },
            TimeSpan.FromSeconds(30), () => "the node's memory settles", CancellationToken.None);
        return last;
    }

    private static long Read(LockersNode node, string name)
    {
        var line = File.ReadLines($"/proc/{node.Process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
