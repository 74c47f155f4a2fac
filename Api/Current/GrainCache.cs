using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>
/// References to the grains of the data path. Making one costs more than the call it is made for; they are found here by
/// text that need not be a string. The cache is dropped when it is full: it holds no state.
/// </summary>
internal sealed class GrainCache(IGrainFactory grains)
{
    /// <summary>How many references of a kind are kept.</summary>
    public const int Capacity = 32 * 1024;

    private readonly Cache<ILockerGrain> _lockers = new(label => grains.GetGrain<ILockerGrain>(label));
    private readonly Cache<IPeerInstanceGrain> _instances = new(key => grains.GetGrain<IPeerInstanceGrain>(key));

    /// <summary>A locker.</summary>
    public ILockerGrain Locker(string label) => _lockers.Get(label).Grain;

    /// <summary>A locker that was met before by a label, which is then known to be legal.</summary>
    public bool TryFind(ReadOnlySpan<char> label, out CachedGrain<ILockerGrain> locker) => _lockers.TryFind(label, out locker);

    /// <summary>The tree of an instance, or with an empty address of the peer itself, in a locker.</summary>
    public IPeerInstanceGrain Instance(string label, ReadOnlySpan<char> peer, ReadOnlySpan<char> address)
    {
        var length = label.Length + peer.Length + address.Length + 2;
        var key = length <= 512 ? stackalloc char[length] : new char[length];
        label.CopyTo(key);
        key[label.Length] = '/';
        peer.CopyTo(key[(label.Length + 1)..]);
        key[label.Length + 1 + peer.Length] = '/';
        address.CopyTo(key[(label.Length + peer.Length + 2)..]);
        return _instances.TryFind(key, out var instance) ? instance.Grain : _instances.Get(key.ToString()).Grain;
    }

    private sealed class Cache<T>(Func<string, T> make)
    {
        private readonly ConcurrentDictionary<string, CachedGrain<T>> _byKey = new(StringComparer.Ordinal);
        private int _count;

        public CachedGrain<T> Get(string key)
        {
            if (_byKey.TryGetValue(key, out var known)) return known;
            if (Interlocked.Increment(ref _count) > Capacity)
            {
                _byKey.Clear();
                Volatile.Write(ref _count, 0);
            }

            return _byKey.GetOrAdd(key, static (key, make) => new(key, make(key)), make);
        }

        public bool TryFind(ReadOnlySpan<char> key, out CachedGrain<T> grain) =>
            _byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out grain);
    }
}

/// <summary>A grain and the text it is found by.</summary>
internal readonly record struct CachedGrain<T>(string Key, T Grain);
