using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Lockers.Grains.Tree;

namespace Lockers.Benchmarks.Tree;

/// <summary>One store or get of 100 bytes at a path of two keys, in a tree of 1,000 and of 1,000,000 keys.</summary>
[MemoryDiagnoser]
[Config(typeof(InThisProcess))]
public class TreeBenchmarks
{
    private TreeLoad _load = null!;
    private LockerTree _tree = null!;
    private uint _random;
    private int _next;

    /// <summary>How many keys the tree holds.</summary>
    [Params(1_000, 1_000_000)]
    public int Keys { get; set; }

    /// <summary>Fills the tree in random order.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _load = new TreeLoad(Keys);
        _tree = _load.Fill(_load.Shuffled());
        _random = 1;
    }

    /// <summary>A store at a random key.</summary>
    [Benchmark(Baseline = true)]
    public bool StoreRandom() => _tree.Apply(_load.Store(Random()));

    /// <summary>A store at the key after the last one stored at.</summary>
    [Benchmark]
    public bool StoreInOrder() => _tree.Apply(_load.Store(Next()));

    /// <summary>What the benchmark itself costs: a path and a text for each store.</summary>
    [Benchmark]
    public object MakeStore() => _load.Store(Random()).Text!;

    /// <summary>A get at a random key.</summary>
    [Benchmark]
    public long GetRandom() => _tree.Root.TryFind(_load.Path(Random()), out var node) ? node.Text!.Length : 0;

    /// <summary>A snapshot, a store at a random key, and the end of that snapshot: the most a store ever copies.</summary>
    [Benchmark]
    public bool SnapshotThenStore()
    {
        using var snapshot = _tree.Snapshot();
        return _tree.Apply(_load.Store(Random()));
    }

    private int Next() => _next = _next + 1 < _load.Count ? _next + 1 : 0;

    // xorshift32: cheap, and far apart from one to the next.
    private int Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(_random % (uint)_load.Count);
    }

    private sealed class InThisProcess : ManualConfig
    {
        public InThisProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
