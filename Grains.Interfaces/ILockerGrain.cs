using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// One locker: its data tree, and which peers and instances have trees in it. The key is the label; of a context's
/// locker <see cref="LockerName.Key"/>.
/// A locker has generations: each close, clear or load ends one. A store that names a generation other than the present one is turned
/// away with <see cref="Outcome.Closed"/>; one that names none (0) goes into the present one, or starts one.
/// </summary>
[Alias(TypeAliases.LockerGrain)]
public interface ILockerGrain : IGrainWithStringKey, IReadCursors, IWatchedTree
{
    /// <summary>
    /// Stores text at a key; missing keys and the locker come to be. A condition is checked against what was applied so far, with no other change in
    /// between; the change itself is an ordinary one. <see cref="Outcome.Unmet"/> is answered when all that it was decided by is committed.
    /// </summary>
    [Alias("Store")]
    ValueTask<TextChange> Store(TextStore store);

    /// <summary>
    /// Stores many texts of the data tree in one change, which is acknowledged when it is committed. Those that come with times get them: a text with
    /// its revision, which is new all the same; the keys above it come to be with its times, or are widened by them.
    /// </summary>
    /// <param name="entries">The texts, none of which is null. A time of 0 is not given: then it is the present, or that of the other.</param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("Import"), ResponseTimeout("00:01:00")]
    ValueTask<ImportedKeys> Import(ImmutableArray<TreeEntry> entries, long generation);

    /// <summary>Removes the text at exactly that key, then every key left without text and subkeys, upwards.</summary>
    /// <param name="path">The key.</param>
    /// <param name="recursive">The whole subtree instead.</param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("Remove")]
    ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation);

    /// <summary>Removes the text at exactly that key as <see cref="Remove"/> does, on a condition: see <see cref="Store"/>.</summary>
    [Alias("RemoveIf")]
    ValueTask<TextChange> RemoveIf(KeyPath path, TextCondition condition, long generation);

    /// <summary>The text at a key.</summary>
    [Alias("Get")]
    ValueTask<TextRead> Get(KeyPath path);

    /// <summary>Reads <c>{"A,B":LockerData}</c>.</summary>
    [Alias("ReadTree")]
    ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options);

    /// <summary>
    /// Reads one level of the data tree, in the order of UTF-8, for O(limit): <c>{"keys":[{"key":"A","bytes":5|null,"subKeys":12,"firstReported":T,"lastReported":T}],"more":true}</c>.
    /// </summary>
    /// <param name="path">The key whose subkeys are listed; null for the first level. Not found where there is no such key.</param>
    /// <param name="query">Which of them. An answer that is not the last never ends with the empty key, which nothing can be after in a request: it has one key more.</param>
    [Alias("ReadLevel")]
    ValueTask<ReadPage> ReadLevel(KeyPath? path, LevelQuery query);

    /// <summary>
    /// Reads the names of peers, or of one peer's instances, in order, for O(limit): <c>{"peers":[{"peer":"p","instances":3,"own":true}],"more":true}</c>,
    /// <c>{"instances":[{"instance":"1.1.1.1:1","active":true}],"more":true}</c>.
    /// </summary>
    /// <param name="peer">The peer; null for all of them. Not found where the locker does not list it.</param>
    /// <param name="query">Which of them.</param>
    [Alias("ReadPeerLevel")]
    ValueTask<ReadPage> ReadPeerLevel(string? peer, LevelQuery query);

    /// <summary>Reads the Locker.</summary>
    [Alias("ReadLocker")]
    ValueTask<ReadPage> ReadLocker(ReadOptions options, bool current);

    /// <summary>Reads where text is stored in the data tree: <c>"X":[["A","B"],["A","C"]]</c>, or nothing.</summary>
    [Alias("ReadPaths")]
    ValueTask<ReadPage> ReadPaths();

    /// <summary>Reads the URIs of what matches, each with a comma before it.</summary>
    [Alias("Find")]
    ValueTask<ReadPage> Find(FindQuery query);

    /// <summary>
    /// Reads lines of JSON, one for each key with text: <c>{"path":["A","B"],"peer":"p","instance":"1.1.1.1:1","text":"…","json":true,"firstReported":T,
    /// "lastReported":T}</c>; see <c>ExportLines</c>. Not found where there is nothing at the path, or no such peer.
    /// </summary>
    [Alias("ReadExport")]
    ValueTask<ReadPage> ReadExport(ExportQuery query);

    /// <summary>Reads the peers' results.</summary>
    /// <param name="detailed">Per target instead of summed up.</param>
    /// <param name="epochs">What is kept of instances' earlier epochs counts too.</param>
    [Alias("ReadResults"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadResults(bool detailed, bool epochs = false);

    /// <summary>Reads the peers' results in the shapes of goto 0.9 and later; <c>{}</c> for an unknown peer.</summary>
    [Alias("ReadClientResults"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadClientResults(ClientResultsQuery query);

    /// <summary>
    /// Reads a table of the peers' results, summed up over all of them: requests, responses by status code, first and last response. As JSON
    /// <c>{"label","by","status"?,"rows":[Row],"total":Sums}</c>.
    /// </summary>
    [Alias("ReadResultTable"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadResultTable(ResultTableQuery query);

    /// <summary>Reads the rows of such a table, in the form in which grains pass results on: nothing where the locker is not of that generation.</summary>
    /// <param name="query">Which table; its statuses and format do not count.</param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("ReadResultRows"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadResultRows(ResultTableQuery query, long generation);

    /// <summary>Reads this locker's table beside another's. As JSON <c>{"a","b","by","status"?,"rows":[Row],"total":Row}</c>, this one as <c>a</c>.</summary>
    /// <param name="other">The other locker's label.</param>
    /// <param name="generation">The generation of the other that is meant, or 0.</param>
    /// <param name="query">Which tables.</param>
    [Alias("ReadComparison"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadComparison(string other, long generation, ResultTableQuery query);

    /// <summary>Reads peers' events by time: <c>{peer:[Event]}</c>, without peers that have none, or <c>{"all":[Event]}</c>.</summary>
    /// <param name="query">Which events.</param>
    /// <param name="generation">The generation whose events of the registry's own are shown.</param>
    [Alias("ReadEvents"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadEvents(EventsQuery query, long generation);

    /// <summary>Reads <c>{peer:PeerLocker}</c> of all peers.</summary>
    [Alias("ReadPeers")]
    ValueTask<ReadPage> ReadPeers(ReadOptions options);

    /// <summary>Reads a peer's PeerLocker.</summary>
    [Alias("ReadPeer")]
    ValueTask<ReadPage> ReadPeer(string peer, ReadOptions options);

    /// <summary>Reads an instance's DataLocker; not found where it does not keep the epoch that the options ask for.</summary>
    [Alias("ReadInstance")]
    ValueTask<ReadPage> ReadInstance(string peer, string instance, ReadOptions options);

    /// <summary>The trees that it lists beside its data tree, for followers.</summary>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="most">The most to give, at most 1,000.</param>
    [Alias("ListTrees")]
    ValueTask<ListedTrees> ListTrees(int skip, int most);

    /// <summary>How much it holds.</summary>
    [Alias("Stats"), ResponseTimeout("00:05:00")]
    ValueTask<LockerStats> Stats();

    /// <summary>For an instance's grain, before its first change: the instance is listed from now on.</summary>
    /// <returns>The present generation, or 0 when the one that was meant is over.</returns>
    [Alias("Announce")]
    ValueTask<long> Announce(string peer, string instance, long generation);

    /// <summary>
    /// Lists the peer; empties the instance's tree if it has one, and turns it active. What the tree held is kept as an earlier epoch.
    /// </summary>
    /// <param name="peer">The peer.</param>
    /// <param name="instance">The instance's address.</param>
    /// <param name="begun">The number of the pod's epoch that begins: see <see cref="IPeerGrain.Add"/>.</param>
    /// <param name="generation">The generation that is meant, or 0.</param>
    [Alias("ResetInstance")]
    Task<Outcome> ResetInstance(string peer, string instance, int begun, long generation);

    /// <summary>Turns the instance's tree active or inactive, where there is one.</summary>
    [Alias("SetActive")]
    Task<Outcome> SetActive(string peer, string instance, bool active, long generation);

    /// <summary>Forgets the events of all peers.</summary>
    [Alias("ClearEvents"), ResponseTimeout("00:05:00")]
    Task<Outcome> ClearEvents(long generation);

    /// <summary>Empties the trees of one instance, of one peer (with its own and its events), or of all peers; they stay listed.</summary>
    [Alias("ClearPeers"), ResponseTimeout("00:05:00")]
    Task<Outcome> ClearPeers(string? peer, string? instance, long generation);

    /// <summary>Drops a peer with its trees.</summary>
    [Alias("DropPeer"), ResponseTimeout("00:05:00")]
    Task<Outcome> DropPeer(string peer, long generation);

    /// <summary>For the registry: ends a generation with everything in it, and begins another.</summary>
    /// <param name="ended">The generation that ends, with any before it.</param>
    /// <param name="next">The generation that begins; 0 for none.</param>
    /// <param name="load">The load whose staged parts the next generation begins with; 0 for none.</param>
    /// <returns>What was there before.</returns>
    [Alias("Renew"), ResponseTimeout("00:05:00")]
    Task<LockerStats> Advance(long ended, long next, long load);

    /// <summary>Puts part of a locker that is being loaded aside. Batches of one load come in order.</summary>
    [Alias("Stage"), ResponseTimeout("00:05:00")]
    Task Stage(StagedLocker part);

    /// <summary>Forgets what was staged under a load.</summary>
    [Alias("Unstage"), ResponseTimeout("00:05:00")]
    ValueTask Unstage(long load);
}
