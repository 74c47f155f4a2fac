using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The tree of one instance of a peer in one locker, or the peer's own tree there, or the peer's events there. The key is
/// <c>label/peer/address</c> (see <see cref="KeyOf"/>); the address is empty for the peer's own tree, and <see cref="Events"/> for its events.
/// Generations are those of the locker: see <see cref="ILockerGrain"/>.
/// </summary>
[Alias(TypeAliases.PeerInstanceGrain)]
public interface IPeerInstanceGrain : IGrainWithStringKey, IReadCursors, IWatchedTree
{
    /// <summary>Stands for an address where a peer's events are meant. No address can be this: it has a control character.</summary>
    const string Events = "\u0001events";

    /// <summary>The grain's key. None of the parts can hold a <c>/</c>.</summary>
    static string KeyOf(string label, string peer, string instance) => string.Concat(label, "/", peer, "/") + instance;

    /// <summary>As <see cref="ILockerGrain.Store"/>.</summary>
    [Alias("Store")]
    ValueTask<TextChange> Store(TextStore store);

    /// <summary>As <see cref="ILockerGrain.Import"/>.</summary>
    [Alias("Import"), ResponseTimeout("00:01:00")]
    ValueTask<ImportedKeys> Import(ImmutableArray<TreeEntry> entries, long generation);

    /// <summary>As <see cref="ILockerGrain.Remove"/>.</summary>
    [Alias("Remove")]
    ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation);

    /// <summary>As <see cref="ILockerGrain.RemoveIf"/>.</summary>
    [Alias("RemoveIf")]
    ValueTask<TextChange> RemoveIf(KeyPath path, TextCondition condition, long generation);

    /// <summary>As <see cref="ILockerGrain.Get"/>.</summary>
    [Alias("Get")]
    ValueTask<TextRead> Get(KeyPath path);

    /// <summary>The text that was at a key in an earlier epoch; not found where that is not kept.</summary>
    [Alias("GetEarlier")]
    ValueTask<TextRead> GetEarlier(KeyPath path, int epoch);

    /// <summary>Whether an earlier epoch is kept, in that generation.</summary>
    [Alias("Keeps")]
    ValueTask<bool> Keeps(int epoch, long generation);

    /// <summary>As <see cref="ILockerGrain.ReadTree"/>; not found where the epoch that is asked for is not kept.</summary>
    [Alias("ReadTree")]
    ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options);

    /// <summary>As <see cref="ILockerGrain.ReadLevel"/>; not found where there is no such tree.</summary>
    [Alias("ReadLevel")]
    ValueTask<ReadPage> ReadLevel(KeyPath? path, LevelQuery query);

    /// <summary>
    /// Reads the inside of <c>{key:LockerData}</c>, nothing when the tree is not of that generation; with <see cref="ReadOptions.Epochs"/>, and where
    /// any are kept, of <c>{key:LockerData},"epochs":{number:{key:LockerData}}</c>. Not found where the epoch that is asked for is not kept.
    /// </summary>
    [Alias("ReadKeys")]
    ValueTask<ReadPage> ReadKeys(ReadOptions options, long generation);

    /// <summary>As <see cref="ILockerGrain.Find"/>, of that generation only.</summary>
    [Alias("Find")]
    ValueTask<ReadPage> Find(FindQuery query, long generation);

    /// <summary>As <see cref="ILockerGrain.ReadExport"/>, of this tree: nothing where there is nothing at the path, or the tree is not of that generation.</summary>
    [Alias("ReadExport")]
    ValueTask<ReadPage> ReadExport(KeyPath? path, long generation);

    /// <summary>
    /// Reads the results that the texts under the key <c>client</c> hold, but not those below <c>invocations</c>: one a target, in
    /// the form in which grains pass them on; nothing when the tree is not of that generation.
    /// </summary>
    /// <param name="generation">The generation that is meant, or 0.</param>
    /// <param name="epochs">Those of the earlier epochs that are kept too: a target then comes once for each.</param>
    [Alias("ReadResults"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadResults(long generation, bool epochs = false);

    /// <summary>As <see cref="ReadResults"/>, of each target only its requests, responses by status code, first and last response.</summary>
    [Alias("ReadCounts"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadCounts(long generation, bool epochs);

    /// <summary>Keeps an event; the oldest of too many is dropped. Only of <see cref="Events"/>.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="most">How many events of the peer are kept in the locker.</param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("AppendEvent")]
    ValueTask<KeptEvent> AppendEvent(NewEvent happened, int most, long generation);

    /// <summary>Reads events, none when the tree is not of that generation. Only of <see cref="Events"/>.</summary>
    [Alias("ReadEvents"), ResponseTimeout("00:01:00")]
    ValueTask<EventPage> ReadEvents(EventFilter filter, EventCursor cursor, long generation);

    /// <summary>How much it holds, in that generation.</summary>
    [Alias("Stats")]
    ValueTask<LockerStats> Stats(long generation);

    /// <summary>Empties the tree and drops its earlier epochs, in that generation.</summary>
    [Alias("Clear")]
    ValueTask Clear(long generation);

    /// <summary>Drops the tree, in that generation: it announces itself to its locker again when something is stored into it.</summary>
    [Alias("Drop")]
    ValueTask Drop(long generation);

    /// <summary>
    /// Empties the tree, in that generation. If it held anything, that is kept as an earlier epoch, and the oldest of more than 8 is dropped.
    /// </summary>
    /// <param name="ended">
    /// The number of the pod's epoch that has ended, -1 before the first. One that is not after all that are kept gives way to the next that is.
    /// </param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("Reset")]
    ValueTask Reset(int ended, long generation);

    /// <summary>As <see cref="ILockerGrain.Advance"/>.</summary>
    [Alias("Renew")]
    ValueTask<LockerStats> Advance(long ended, long next, long load);

    /// <summary>As <see cref="ILockerGrain.Stage"/>.</summary>
    /// <param name="load">The load.</param>
    /// <param name="entries">Nodes, in any order.</param>
    /// <param name="epoch">The number of the earlier epoch that they are of; null for the tree itself.</param>
    [Alias("Stage")]
    ValueTask Stage(long load, ImmutableArray<TreeEntry> entries, int? epoch = null);

    /// <summary>Forgets what was staged under a load.</summary>
    [Alias("Unstage")]
    ValueTask Unstage(long load);
}
