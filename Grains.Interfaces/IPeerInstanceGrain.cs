using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The tree of one instance of a peer in one locker, or the peer's own tree there. The key is
/// <c>label/peer/address</c> (see <see cref="KeyOf"/>); the address is empty for the peer's own.
/// Lives are those of the locker: see <see cref="ILockerGrain"/>.
/// </summary>
[Alias(TypeAliases.PeerInstanceGrain)]
public interface IPeerInstanceGrain : IGrainWithStringKey, IPagedReads
{
    /// <summary>The grain's key. None of the parts can hold a <c>/</c>.</summary>
    static string KeyOf(string label, string peer, string instance) => string.Concat(label, "/", peer, "/") + instance;

    /// <summary>As <see cref="ILockerGrain.Store"/>.</summary>
    [Alias("Store")]
    ValueTask<Outcome> Store(KeyPath path, [Immutable] byte[] text, TextFormat format, long life);

    /// <summary>As <see cref="ILockerGrain.Remove"/>.</summary>
    [Alias("Remove")]
    ValueTask<Outcome> Remove(KeyPath path, bool recursive, long life);

    /// <summary>As <see cref="ILockerGrain.Get"/>.</summary>
    [Alias("Get")]
    ValueTask<TextRead> Get(KeyPath path);

    /// <summary>As <see cref="ILockerGrain.ReadTree"/>.</summary>
    [Alias("ReadTree")]
    ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options);

    /// <summary>Reads the tree's keys, <c>{key:LockerData}</c>; <c>{}</c> when the tree is not of that life.</summary>
    [Alias("ReadKeys")]
    ValueTask<ReadPage> ReadKeys(ReadOptions options, long life);

    /// <summary>As <see cref="ILockerGrain.Find"/>, of that life only.</summary>
    [Alias("Find")]
    ValueTask<ReadPage> Find(FindQuery query, long life);

    /// <summary>
    /// Reads the results that the texts under the key <c>client</c> hold, but not those below <c>invocations</c>: one a target, in
    /// the form in which grains pass them on; nothing when the tree is not of that life.
    /// </summary>
    [Alias("ReadResults"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadResults(long life);

    /// <summary>How much it holds, in that life.</summary>
    [Alias("Stats")]
    ValueTask<LockerStats> Stats(long life);

    /// <summary>Empties the tree, in that life.</summary>
    [Alias("Clear")]
    ValueTask Clear(long life);

    /// <summary>Drops the tree, in that life: it announces itself to its locker again when something is stored into it.</summary>
    [Alias("Drop")]
    ValueTask Drop(long life);

    /// <summary>As <see cref="ILockerGrain.Renew"/>.</summary>
    [Alias("Renew")]
    ValueTask<LockerStats> Renew(long ended, long next, long load);

    /// <summary>As <see cref="ILockerGrain.Stage"/>.</summary>
    [Alias("Stage")]
    ValueTask Stage(long load, ImmutableArray<TreeEntry> entries);

    /// <summary>Forgets what was staged under a load.</summary>
    [Alias("Unstage")]
    ValueTask Unstage(long load);
}
