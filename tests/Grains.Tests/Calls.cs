using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests;

/// <summary>Short forms of what tests ask grains.</summary>
internal static class Calls
{
    public static async ValueTask<Outcome> Put(this ILockerGrain locker, string path, string text = "x", long generation = 0) =>
        (await locker.Store(new(KeyPath.Of(path), Encoding.UTF8.GetBytes(text), TextFormat.Plain, generation))).Outcome;

    public static async ValueTask<Outcome> Put(this IPeerInstanceGrain instance, string path, string text = "x", long generation = 0) =>
        (await instance.Store(new(KeyPath.Of(path), Encoding.UTF8.GetBytes(text), TextFormat.Plain, generation))).Outcome;

    public static async Task<Outcome> Has(this ILockerGrain locker, string path) => (await locker.Get(KeyPath.Of(path))).Outcome;

    public static async Task<Outcome> Has(this IPeerInstanceGrain instance, string path) =>
        (await instance.Get(KeyPath.Of(path))).Outcome;

    /// <summary>All lockers.</summary>
    public static ValueTask<ImmutableArray<LockerInfo>> Lockers(this IRegistryGrain registry) => registry.Lockers("", IRegistryGrain.MaxListed);

    /// <summary>The names of all peers.</summary>
    public static ValueTask<ImmutableArray<string>> Peers(this IRegistryGrain registry) => registry.Peers("", IRegistryGrain.MaxListed);

    /// <summary>Replaces all lockers by those that were staged under a load.</summary>
    public static async Task<Outcome> CommitLockers(this IRegistryGrain registry, long load, params LockerInfo[] lockers)
    {
        await registry.StageLoad(load, [.. lockers], []);
        return await registry.CommitLoad(load, LoadSections.Lockers, null, null);
    }

    /// <summary>A node of a tree that is loaded.</summary>
    public static TreeEntry Entry(string path, string text) => new(KeyPath.Of(path), Encoding.UTF8.GetBytes(text), 1, 2);

    /// <summary>Every page of a read, put together.</summary>
    public static async Task<byte[]> Whole(this IReadCursors reads, ReadPage first)
    {
        var bytes = new List<byte>();
        for (var page = first; ; page = await reads.ReadNext(page.Read, page.Number + 1))
        {
            Assert.Equal(Outcome.Done, page.Outcome);
            bytes.AddRange(page.Bytes.Span);
            if (page.Read == 0) return [.. bytes];
        }
    }

    /// <summary>What is read of a peer: <c>{"name":"","namespace":"","pods":{},"podEpochs":{}}</c>; null where it is not registered.</summary>
    public static async Task<string?> Json(this IPeerGrain peer) =>
        await peer.ReadPeer() is { Outcome: Outcome.Done } first ? Encoding.UTF8.GetString(await peer.Whole(first)) : null;

    /// <summary>The Locker as JSON, with everything in it.</summary>
    public static async Task<JsonElement> Json(this ILockerGrain locker)
    {
        using var document = JsonDocument.Parse(await locker.Whole(await locker.ReadLocker(ReadOptions.All, current: false)));
        return document.RootElement.Clone();
    }
}
