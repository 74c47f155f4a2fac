using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Lockers.Benchmarks;

/// <summary>A few short runs in this process: enough to see a factor, and done within two minutes.</summary>
public sealed class ShortConfig : ManualConfig
{
    /// <summary>Adds the one job. A full collection between the runs would take longer than the runs.</summary>
    public ShortConfig() => AddJob(Job.ShortRun
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithIterationTime(TimeInterval.FromMilliseconds(250))
        .WithIterationCount(9)
        .WithGcForce(false));
}
