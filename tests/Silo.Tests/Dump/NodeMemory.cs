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

    /// <summary>What is resident when so many looks in a row see about the same that it was not only a process without processor time.</summary>
    public static async Task<long> Settled(LockersNode node)
    {
        const int Looks = 20;
        var (last, same) = (0L, 0);
        await Until.Holds(
            () =>
            {
                var (now, before) = (Read(node, "VmRSS:"), last);
                last = now;
                same = Math.Abs(now - before) < 1 << 20 ? same + 1 : 0;
                return Task.FromResult(same == Looks);
            },
            TestDeadlines.Start, () => "the node's memory settles", CancellationToken.None);
        return last;
    }

    private static long Read(LockersNode node, string name)
    {
        var line = File.ReadLines($"/proc/{node.Process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
