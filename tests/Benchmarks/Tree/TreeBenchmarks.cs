using BenchmarkDotNet.Attributes;
using Lockers.Grains.Tree;

namespace Lockers.Benchmarks.Tree;

/// <summary>One store or get of 100 bytes at a path of two keys, in a tree of 1,000 and of 1,000,000 keys.</summary>
/// <remarks>
/// Two cores of a busy virtual AMD EPYC, lower quartile of batches, so most of garbage collection left out, path and text made for each store
/// (50 ns of it). In ns, a tree of 1,000 and one of 1,000,000 that was loaded in order / at random:
/// <code>
/// store in order    100 - 120     140 / 400
/// store at random   130         1,500 / 1,500
/// get at random     100         1,100 / 1,100
/// snapshot, store   600         2,100 / 2,800
/// </code>
/// What a random key costs more among 1,000,000 is five or so misses of cache and address cache at some 250 ns each, not
/// comparisons: one pass over the prefixes in an array of their own (SIMD) gains 20% at 1,000 keys and nothing at 1,000,000.
/// Means of a store at random are about twice that, collections and busy neighbours included. Bytes per key, all in: 171
/// loaded in order, up or down, 186 at random; with each key in an array of its own it would be 32 more.
/// Among 1,000,000 keys a store at random takes nested sorted dictionaries 1.7 times as long, immutable ones 3.
/// </remarks>
[MemoryDiagnoser]
[Config(typeof(ShortConfig))]
public class TreeBenchmarks
{
    // All run in this process; none adds or takes keys.
    private static readonly Dictionary<int, LockerTree> Filled = [];

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
        if (!Filled.TryGetValue(Keys, out var tree)) Filled[Keys] = tree = _load.Fill(_load.Shuffled());
        _tree = tree;
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

    private int Random() => _load.Random(ref _random);
}
