using BenchmarkDotNet.Running;

namespace Lockers.Benchmarks.Tree;

/// <summary>Runs <see cref="TreeCandidateBenchmarks"/>.</summary>
internal sealed class TreeCandidatesCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "tree-candidates";

    /// <inheritdoc/>
    public string Summary => "a store into 1,000,000 keys, against what .NET brings along";

    /// <inheritdoc/>
    public Task<int> Run(string[] args)
    {
        BenchmarkRunner.Run<TreeCandidateBenchmarks>(args: args);
        return Task.FromResult(0);
    }
}
