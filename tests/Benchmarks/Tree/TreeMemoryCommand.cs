using System.Diagnostics;
using System.Globalization;

namespace Lockers.Benchmarks.Tree;

/// <summary>The managed heap that 1,000,000 keys take, 1000 x 1000, everything included.</summary>
internal sealed class TreeMemoryCommand : ICommand
{
    private const int Keys = 1_000_000;

    /// <inheritdoc/>
    public string Name => "tree-memory";

    /// <inheritdoc/>
    public string Summary => "managed bytes per key at 1,000,000 keys, loaded in order and at random";

    /// <inheritdoc/>
    public Task<int> Run(string[] args)
    {
        var load = new TreeLoad(Keys);
        Measure(load, "sequential", load.Ascending());
        Measure(load, "descending", [.. load.Ascending().Reverse()]);
        Measure(load, "random", load.Shuffled());
        return Task.FromResult(0);
    }

    private static void Measure(TreeLoad load, string name, int[] order)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var tree = load.Fill(order);
        var took = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12}{bytes / (double)tree.TextCount,8:F1} bytes/key  {took.TotalNanoseconds / load.Count,8:F0} ns/store while loading");
        Console.WriteLine(figures);
        GC.KeepAlive(tree);
    }
}
