using BenchmarkDotNet.Running;

namespace Lockers.Benchmarks.Tree;

/// <summary>Runs <see cref="TreeBenchmarks"/>; further arguments go to BenchmarkDotNet, such as <c>--filter *Get*</c>.</summary>
internal sealed class TreeCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "tree";

    /// <inheritdoc/>
    public string Summary => "store, get and snapshot in a tree of 1,000 and of 1,000,000 keys";

    /// <inheritdoc/>
    public Task<int> Run(string[] args)
    {
        BenchmarkRunner.Run<TreeBenchmarks>(args: args);
        return Task.FromResult(0);
    }
}
