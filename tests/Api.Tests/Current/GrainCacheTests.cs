using Lockers.Api.Current;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Current;

public class GrainCacheTests
{
    private readonly List<string> _made = [];
    private readonly GrainCache _cache;

    public GrainCacheTests() => _cache = new GrainCache(Stub.Of<IGrainFactory>((method, arguments) =>
    {
        _made.Add((string)arguments[0]!);
        return method.ReturnType == typeof(ILockerGrain) ? Stub.Of<ILockerGrain>((_, _) => null) : Stub.Of<IPeerInstanceGrain>((_, _) => null);
    }));

    [Fact]
    public void A_reference_is_made_once()
    {
        var locker = _cache.Locker("X");

        Assert.Same(locker, _cache.Locker("X"));
        Assert.NotSame(locker, _cache.Locker("x"));
        Assert.Equal(["X", "x"], _made);
    }

    [Fact]
    public void A_label_that_was_met_before_is_found_by_its_characters()
    {
        Assert.False(_cache.TryFind("X", out _));
        var locker = _cache.Locker("X");

        Assert.True(_cache.TryFind("aXb".AsSpan(1, 1), out var found));
        Assert.Equal(("X", locker), (found.Key, found.Grain));
        Assert.False(_cache.TryFind("Y", out _));
    }

    [Fact]
    public void An_instance_is_found_by_its_parts()
    {
        var instance = _cache.Instance("X", "p", "1.1.1.1:1");

        Assert.Same(instance, _cache.Instance("X", "p", "1.1.1.1:1"));
        Assert.NotSame(instance, _cache.Instance("X", "p", ""));
        Assert.Equal([IPeerInstanceGrain.KeyOf("X", "p", "1.1.1.1:1"), IPeerInstanceGrain.KeyOf("X", "p", "")], _made);
    }

    [Fact]
    public void The_longest_names_make_a_key()
    {
        var name = string.Concat(Enumerable.Repeat("🔑", Names.MaxLength));

        _cache.Instance(name, name, name);

        Assert.Equal([IPeerInstanceGrain.KeyOf(name, name, name)], _made);
    }

    [Fact]
    public void A_full_cache_begins_anew_and_goes_on_serving()
    {
        for (var at = 0; at <= GrainCache.Capacity; at++) _cache.Locker($"label{at}");

        Assert.False(_cache.TryFind("label0", out _));
        Assert.True(_cache.TryFind($"label{GrainCache.Capacity}", out _));
        Assert.NotNull(_cache.Locker("label0"));
    }

    [Fact]
    public void Looking_up_what_is_known_allocates_nothing()
    {
        _cache.Locker("X");
        _cache.Instance("X", "p", "1.1.1.1:1");
        _cache.TryFind("X", out _);
        _cache.Instance("X", "p", "1.1.1.1:1");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var known = _cache.TryFind("X", out _);
        _cache.Instance("X", "p", "1.1.1.1:1");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(known);
    }
}
