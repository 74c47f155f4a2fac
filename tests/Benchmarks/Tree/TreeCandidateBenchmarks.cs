using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Lockers.Grains.Tree;

namespace Lockers.Benchmarks.Tree;

/// <summary>The same random store, of 1,000,000 keys, in what .NET brings along, a container of subkeys for each key.</summary>
[MemoryDiagnoser]
[Config(typeof(ShortConfig))]
public class TreeCandidateBenchmarks
{
    private const int Keys = 1_000_000;
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));
    private readonly TreeLoad _load = new(Keys);
    private LockerTree _tree = null!;
    private SortedDictionary<byte[], SortedDictionary<byte[], byte[]>> _sorted = null!;
    private ImmutableSortedDictionary<byte[], ImmutableSortedDictionary<byte[], byte[]>> _immutable = null!;
    private uint _random = 1;

    /// <summary>Fills the tree.</summary>
    [GlobalSetup(Target = nameof(Tree))]
    public void SetupTree() => _tree = _load.Fill(_load.Shuffled());

    /// <summary>Fills the sorted dictionaries.</summary>
    [GlobalSetup(Target = nameof(Sorted))]
    public void SetupSorted()
    {
        _sorted = new(ByBytes);
        foreach (var number in _load.Shuffled()) StoreSorted(number);
    }

    /// <summary>Fills the immutable dictionaries.</summary>
    [GlobalSetup(Target = nameof(Immutable))]
    public void SetupImmutable()
    {
        _immutable = ImmutableSortedDictionary.Create<byte[], ImmutableSortedDictionary<byte[], byte[]>>(ByBytes);
        foreach (var number in _load.Shuffled()) StoreImmutable(number);
    }

    /// <summary>Lets one filling go before the next one.</summary>
    [GlobalCleanup]
    public void Cleanup() => (_tree, _sorted, _immutable) = (null!, null!, null!);

    /// <summary>This tree, no snapshot alive.</summary>
    [Benchmark(Baseline = true)]
    public bool Tree() => _tree.Apply(_load.Store(_load.Random(ref _random)));

    /// <summary>Sorted dictionaries: nothing to snapshot, nowhere to keep a time.</summary>
    [Benchmark]
    public void Sorted() => StoreSorted(_load.Random(ref _random));

    /// <summary>Immutable sorted dictionaries: each store leaves a snapshot, wanted or not.</summary>
    [Benchmark]
    public void Immutable() => StoreImmutable(_load.Random(ref _random));

    private void StoreSorted(int number)
    {
        var (upper, lower) = _load.Keys(number);
        if (!_sorted.TryGetValue(upper, out var subkeys)) _sorted[upper] = subkeys = new(ByBytes);
        subkeys[lower] = new byte[TreeLoad.TextBytes];
    }

    private void StoreImmutable(int number)
    {
        var (upper, lower) = _load.Keys(number);
        var subkeys = _immutable.GetValueOrDefault(upper) ?? ImmutableSortedDictionary.Create<byte[], byte[]>(ByBytes);
        _immutable = _immutable.SetItem(upper, subkeys.SetItem(lower, new byte[TreeLoad.TextBytes]));
    }
}
