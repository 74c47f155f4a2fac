using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry keeps, in one tree: <c>lockers,{label}</c>, <c>floor</c>, <c>current</c>, <c>contexts,{context},{label}</c> with the context's
/// current locker at <c>contexts,{context}</c>, <c>contextfloor</c>, <c>peers,{name}</c>, <c>headers</c>, <c>probes</c>, <c>buckets</c>; what is decided and not carried out yet: <c>pending,{label}</c>, <c>peerdrops,{name}</c>, <c>replacements,{name}</c>,
/// <c>bulk</c>; and what loads have put aside: <c>staged-{load},lockers,{label}</c>, <c>staged-{load},contexts,{context},{label}</c>,
/// <c>staged-{load},peers,{name}</c>, <c>staged-{load},current</c>. Labels and contexts hold no comma, and
/// peers' names are escaped. What it decides by is everything that was applied; what others are told is what is committed.
/// </summary>
internal sealed class RegistryRecords(JournaledState state, TimeProvider time)
{
    private readonly StateTree _tree = state[0];

    // The bound moves on at most once a second.
    private const long Ahead = TimeSpan.TicksPerSecond;

    private long _lastGeneration;

    /// <summary>Everything that was applied.</summary>
    public RegistryView Working => new(_tree.Working);

    /// <summary>What is committed.</summary>
    public RegistryView Committed => new(_tree.Root);

    /// <summary>The current locker, as it is.</summary>
    public LockerInfo CurrentLocker => Describe(Committed.Current)!;

    /// <summary>Headers to track.</summary>
    public string TrackingHeaders => Encoding.UTF8.GetString(Committed.Text("headers") ?? []);

    /// <summary>The probes' JSON.</summary>
    public byte[] Probes => Committed.Text("probes") ?? "null"u8.ToArray();

    /// <summary>Times to count by.</summary>
    public string TimeBuckets => Encoding.UTF8.GetString(Committed.Text("buckets") ?? []);

    /// <summary>Puts into a new state what there always is, keeps generations growing, and forgets loads that nobody will commit.</summary>
    public void Begin()
    {
        var view = Working;
        _lastGeneration = Math.Max(Math.Max(Math.Max(view.Floor, view.ContextFloor), view.Last), view.Bulk?.Generation ?? 0);
        foreach (var (_, record) in view.Records()) _lastGeneration = Math.Max(_lastGeneration, record.Generation);
        foreach (var label in view.PendingLabels())
        {
            if (view.Pending(label) is { } advance) _lastGeneration = Math.Max(_lastGeneration, Math.Max(advance.Ended, advance.Next));
        }

        var loading = RegistryView.StagedKey(view.Bulk?.Load ?? 0);
        foreach (var key in view.TopKeys().Where(key => key.StartsWith("staged-", StringComparison.Ordinal) && key != loading).ToList()) Remove(key);
        if (view.Find(Names.Default) is null) Ensure(Names.Default);
        if (view.Current.Length == 0) SetCurrent(Names.Default);
    }

    /// <summary>
    /// A generation, or the number of a load or decision, that no other has or had, also where the clock went back or the next registry's is
    /// behind: a bound is kept that all are below. It is committed with what the number is given out for.
    /// </summary>
    public long NewGeneration()
    {
        _lastGeneration = Math.Max(_lastGeneration + 1, Now);
        if (_lastGeneration + 1 >= Working.Last) PutNumber(RegistryView.LastKey, _lastGeneration + Ahead);
        return _lastGeneration;
    }

    /// <summary>What is known of a locker, or null.</summary>
    public LockerInfo? Describe(string label) => Committed is var view && view.Find(label) is { } record ? Info(label, record, CurrentBeside(view, label)) : null;

    /// <summary>The lockers behind a label, in order, as they are.</summary>
    public IEnumerable<LockerInfo> Lockers(string after)
    {
        var view = Committed;
        var current = view.Current;
        return view.Lockers(after).Select(locker => Info(locker.Label, locker.Record, current));
    }

    /// <summary>The lockers of a context behind a label, in order, as they are.</summary>
    public IEnumerable<LockerInfo> ContextLockers(string context, string after)
    {
        var view = Committed;
        var current = new LockerName(context, view.ContextCurrent(context)).Key;
        return view.ContextLockers(context, after).Select(locker => Info(locker.Label, locker.Record, current));
    }

    /// <summary>The locker's record; it comes to be if it is absent.</summary>
    public LockerRecord Ensure(string label)
    {
        if (Working.Find(label) is { } known) return known;
        var now = Now;
        var record = new LockerRecord(NewGeneration(), now, now, Used: false);
        Keep(label, record);
        return record;
    }

    /// <summary>Notes that a locker was opened; it comes to be if it is absent.</summary>
    public void Touch(string label)
    {
        var known = Working.Find(label);
        if (known is { } record) Keep(label, record with { LastOpened = Now });
        else Ensure(label);
    }

    /// <summary>Keeps a locker's record.</summary>
    public void Keep(string label, LockerRecord record)
    {
        // One that waited out its registry may be ahead of this clock.
        _lastGeneration = Math.Max(_lastGeneration, record.Generation);
        Put(RegistryView.RecordPath(label), record.Encode());
    }

    /// <summary>Drops a locker's record.</summary>
    public void Drop(string label) => Remove(RegistryView.RecordPath(label));

    /// <summary>Makes a locker current.</summary>
    public void SetCurrent(string label) => Put(RegistryView.CurrentKey, Encoding.UTF8.GetBytes(label));

    /// <summary>Makes a locker of a context, which exists, the current one there.</summary>
    public void SetContextCurrent(LockerName name)
    {
        var view = Working;
        Put(RegistryView.ContextPath(name.Context), new ContextPointer(NewGeneration(), name.Label).Encode());
        if (view.StagedPointer(name.Context).Label is not null) RemoveText($"{RegistryView.StagedKey(view.Bulk!.Value.Load)},{RegistryView.ContextPath(name.Context)}");
    }

    /// <summary>Makes <c>default</c> the current locker of a context.</summary>
    public void UnsetContextCurrent(string context) => RemoveText(RegistryView.ContextPath(context));

    /// <summary>Notes, with what it goes with, that a locker's generation is to be renewed: whatever happens, it will be.</summary>
    public void Note(GenerationAdvance advance)
    {
        if (Working.Pending(advance.Label) is { } noted) advance = advance with { Ended = Math.Max(advance.Ended, noted.Ended) };
        Put($"{RegistryView.PendingKey},{advance.Label}", advance.Encode());
    }

    /// <summary>Notes that everything is carried out for a label: a loaded locker takes the place of what was staged.</summary>
    public void Finish(string label)
    {
        var view = Working;
        if (view.StagedNow(label) is { } staged)
        {
            Keep(label, staged);
            Remove($"{RegistryView.StagedKey(view.Bulk!.Value.Load)},{RegistryView.RecordPath(label)}");
        }
        else if (view.Kept(label) is not null && view.Find(label) is null)
        {
            Drop(label);
        }

        if (LockerName.Of(label) is { IsOfContext: true } name) FinishPointer(name.Context);

        if (view.Text($"{RegistryView.PendingKey},{label}") is not null) Remove($"{RegistryView.PendingKey},{label}");
    }

    /// <summary>
    /// Notes what a bulk operation asks of a label as an operation of the label's own: the bulk operation can end without it.
    /// </summary>
    public void NoteAlone(string label)
    {
        if (Working.Pending(label) is not { } advance) return;
        Finish(label);
        Put($"{RegistryView.PendingKey},{label}", advance.Encode());
    }

    /// <summary>
    /// Notes what a bulk operation asks of a peer, behind what others have asked before. A section that this one replaces need not be
    /// replaced before. The peer is listed while it has anything to do: it may hold already what a load brings, if only its answer was
    /// lost, and the next bulk operation has to tell it too.
    /// </summary>
    public void NoteReplacement(string peer, BulkOperation bulk)
    {
        var before = Working.Replacing(peer).Select(earlier => earlier.Of(~bulk.Sections)).Where(earlier => earlier.HasPeers);
        PutReplacements(peer, [.. before, bulk.Of(bulk.Sections)]);
        AddPeer(peer);
    }

    /// <summary>Notes that a peer has done the first of those, and lists it if it holds anything or has more to do.</summary>
    public void EndReplacement(string peer, bool holds)
    {
        var left = Working.Replacing(peer).RemoveAt(0);
        PutReplacements(peer, left);
        List(peer, holds || !left.IsEmpty);
    }

    /// <summary>Lists a peer or does not.</summary>
    public void List(string peer, bool holds)
    {
        if (holds) AddPeer(peer);
        else RemovePeer(peer);
    }

    /// <summary>Decides about everything at once. None is under way.</summary>
    public void BeginBulk(BulkOperation bulk)
    {
        _lastGeneration = Math.Max(_lastGeneration, bulk.Generation);
        Put(RegistryView.BulkKey, bulk.Encode());
        // Peers that were to be dropped are replaced as all are.
        if (bulk.HasPeers) Remove(RegistryView.PeerDropsKey);
        if (bulk.HasContexts) PutNumber(RegistryView.ContextFloorKey, bulk.Number);
        if (!bulk.HasLockers) return;
        var view = Working;
        var replaced = view.Kept(Names.Default);
        PutNumber(RegistryView.FloorKey, bulk.Number);
        if (bulk.Load != 0 && view.Staged(bulk.Load, Names.Default) is not null) return;

        // There is always a default locker; the note ends what it held.
        if (replaced is { Used: true } used) Note(new(Names.Default, used.Generation, 0, 0));
        Keep(Names.Default, new(NewGeneration(), Now, Now, Used: false));
    }

    /// <summary>Notes that a bulk operation is carried out as far as it is about peers.</summary>
    public void EndPeersOf(BulkOperation bulk) => Put(RegistryView.BulkKey, bulk.WithoutPeers.Encode());

    /// <summary>Notes that a bulk operation is carried out.</summary>
    public void EndBulk(BulkOperation bulk)
    {
        Remove(RegistryView.BulkKey);
        if (bulk.Load != 0) Unstage(bulk.Load);
    }

    /// <summary>Puts aside what a load brings.</summary>
    public void Stage(long load, LockerInfo locker)
    {
        var path = RegistryView.StagedKey(load);
        Put($"{path},{RegistryView.RecordPath(locker.Label)}", new LockerRecord(0, locker.FirstOpened, locker.LastOpened, locker.Used, locker.Expires).Encode());
        if (!locker.Current) return;
        if (locker.Name is { IsOfContext: true } name) Put($"{path},{RegistryView.ContextPath(name.Context)}", new ContextPointer(load, name.Label).Encode());
        else Put($"{path},{RegistryView.CurrentKey}", Encoding.UTF8.GetBytes(locker.Label));
    }

    /// <inheritdoc cref="Stage(long, LockerInfo)"/>
    public void Stage(long load, string peer) => Put($"{RegistryView.StagedKey(load)},{RegistryView.PeerPath(peer)}", []);

    /// <summary>The label that a load makes current; <c>default</c> where it says nothing.</summary>
    public string StagedCurrent(long load) =>
        Working.Text($"{RegistryView.StagedKey(load)},{RegistryView.CurrentKey}") is { } label ? Encoding.UTF8.GetString(label) : Names.Default;

    /// <summary>
    /// Forgets what a load has put aside. Of a load that is decided it is what is still to be carried out, and stays until it is: who
    /// asked for the load may not know that it is decided.
    /// </summary>
    public void Unstage(long load)
    {
        if (Working.Bulk?.Load != load) Remove(RegistryView.StagedKey(load));
    }

    /// <summary>Lists a peer.</summary>
    public void AddPeer(string peer) => Put(RegistryView.PeerPath(peer), []);

    /// <summary>Lists a peer no longer.</summary>
    public void RemovePeer(string peer) => Remove(RegistryView.PeerPath(peer));

    /// <summary>Notes that a peer is to be listed no longer if nothing is kept of it.</summary>
    public void NotePeerForgotten(string peer) => Put(RegistryView.PeerDropPath(peer), new PeerDrop(peer, "", 0, NewGeneration()).Encode());

    /// <summary>Notes that a peer is to be dropped unless a pod of it is there.</summary>
    public void NotePeerDrop(string peer)
    {
        var current = Working.Current;
        Put(RegistryView.PeerDropPath(peer), new PeerDrop(peer, current, Working.Find(current)!.Value.Generation, NewGeneration()).Encode());
    }

    /// <summary>Notes that this is carried out, and lists the peer no longer if it is gone.</summary>
    public void EndPeerDrop(string peer, bool gone)
    {
        if (gone) RemovePeer(peer);
        Remove(RegistryView.PeerDropPath(peer));
    }

    /// <summary>Keeps what is handed to peers; a null member stays as it is.</summary>
    public void Set(RegistrySettings settings)
    {
        if (settings.TrackingHeaders is { } headers) Put("headers", Encoding.UTF8.GetBytes(headers));
        if (settings.Probes is { } probes) Put("probes", probes);
        if (settings.TimeBuckets is { } buckets) Put("buckets", Encoding.UTF8.GetBytes(buckets));
    }

    /// <summary>Changes a probe: see <see cref="IRegistryGrain.SetProbe"/>.</summary>
    public void SetProbe(bool isReadiness, string? uri, int status) =>
        Put("probes", ProbesJson.With(Working.Text("probes"), isReadiness, uri, status));

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Flush() => state.Committed();

    private long Now => time.GetUtcNow().UtcTicks;

    private static LockerInfo Info(string label, LockerRecord record, string current) =>
        new(label, record.Generation, record.FirstOpened, record.LastOpened, record.Used, label == current, record.Expires);

    // The label of the current locker among those that a locker is one of.
    private static string CurrentBeside(RegistryView view, string label) =>
        LockerName.Of(label) is { IsOfContext: true } name ? new LockerName(name.Context, view.ContextCurrent(name.Context)).Key : view.Current;

    // With the first locker that a load has brought into a context, what it says of the current one takes the place of what is over.
    private void FinishPointer(string context)
    {
        var view = Working;
        var path = RegistryView.ContextPath(context);
        var isOver = view.Text(path) is { } bytes && ContextPointer.Decode(bytes).Number <= view.ContextFloor;
        if (view.StagedPointer(context) is { Label: not null } staged)
        {
            if (isOver || view.Text(path) is null) Put(path, staged.Encode());
            RemoveText($"{RegistryView.StagedKey(view.Bulk!.Value.Load)},{path}");
        }
        else if (isOver)
        {
            RemoveText(path);
        }
    }

    private void PutReplacements(string peer, ImmutableArray<BulkOperation> bulks)
    {
        if (bulks.IsEmpty) Remove(RegistryView.ReplacementPath(peer));
        else Put(RegistryView.ReplacementPath(peer), [.. bulks.SelectMany(bulk => bulk.Encode())]);
    }

    private void PutNumber(string path, long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Put(path, bytes);
    }

    private void Put(string path, byte[] text) => _tree.Put(path, text, Now);

    private void Remove(string path) => _tree.Drop(path, Now);

    private void RemoveText(string path) => _tree.RemoveText(path, Now);
}
