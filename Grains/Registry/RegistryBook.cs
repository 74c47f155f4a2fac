using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Peers;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry keeps, in one tree: <c>lockers,{label}</c>, <c>current</c>, <c>peers,{name}</c>, <c>headers</c>,
/// <c>probes</c>, <c>ending,{label}</c>. Labels cannot hold a comma; peers' names are written by <see cref="KeyText"/>. What it
/// decides by is everything that was applied; what others are told is what is committed.
/// </summary>
internal sealed class RegistryBook(StateTree state, TimeProvider time)
{
    private const string Current = "current";
    private readonly HashSet<long> _loads = [];
    private long _lastLife;

    /// <summary>The current locker's label, as it will be.</summary>
    public string CurrentLabel => Encoding.UTF8.GetString(state.Text(Current) ?? []);

    /// <summary>The current locker, as it is.</summary>
    public LockerInfo CurrentLocker => Describe(CommittedLabel)!;

    /// <summary>Headers to track.</summary>
    public string TrackingHeaders => Encoding.UTF8.GetString(Committed("headers") ?? []);

    /// <summary>The probes' JSON.</summary>
    public byte[] Probes => Committed("probes") ?? "null"u8.ToArray();

    /// <summary>Puts into a new book what there always is, and sees to it that lives go on growing.</summary>
    public void Begin()
    {
        foreach (var (_, record) in WorkingChildren("lockers")) _lastLife = Math.Max(_lastLife, LockerRecord.Decode(record).Life);
        foreach (var renewal in Renewals()) _lastLife = Math.Max(_lastLife, Math.Max(renewal.Ended, renewal.Next));
        if (Find(Names.Default) is null) Ensure(Names.Default);
        if (CurrentLabel.Length == 0) SetCurrent(Names.Default);
    }

    /// <summary>A number for a load that begins.</summary>
    public long NewLoad()
    {
        var load = NewLife();
        _loads.Add(load);
        return load;
    }

    /// <summary>Whether a load has begun here and is not committed, or is being carried out.</summary>
    public bool IsLoading(long load) => _loads.Contains(load) || Renewals().Any(renewal => renewal.Load == load);

    /// <summary>Notes that a load is committed.</summary>
    public void EndLoad(long load) => _loads.Remove(load);

    /// <summary>A life that no other has or had.</summary>
    public long NewLife() => _lastLife = Math.Max(_lastLife + 1, Now);

    /// <summary>What is kept of a locker, or null.</summary>
    public LockerRecord? Find(string label) =>
        state.Text($"lockers,{label}") is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What is known of a locker, or null.</summary>
    public LockerInfo? Describe(string label) =>
        Committed($"lockers,{label}") is { } bytes ? Info(label, LockerRecord.Decode(bytes)) : null;

    /// <summary>The locker's record; it comes to be if it is absent.</summary>
    public LockerRecord Ensure(string label)
    {
        if (Find(label) is { } known) return known;
        var now = Now;
        var record = new LockerRecord(NewLife(), now, now, Used: false);
        Keep(label, record);
        return record;
    }

    /// <summary>Notes that a locker was opened; it comes to be if it is absent.</summary>
    public void Touch(string label) => Keep(label, Find(label) is { } known ? known with { LastOpened = Now } : Ensure(label));

    /// <summary>Keeps a locker's record.</summary>
    public void Keep(string label, LockerRecord record) => Put($"lockers,{label}", record.Encode());

    /// <summary>Drops a locker's record.</summary>
    public void Drop(string label) => Remove($"lockers,{label}");

    /// <summary>Makes a locker current.</summary>
    public void SetCurrent(string label) => Put(Current, Encoding.UTF8.GetBytes(label));

    /// <summary>The renewals of lockers' lives that are decided and not carried out yet.</summary>
    public List<Renewal> Renewals() =>
        [.. WorkingChildren("ending").Select(child => Renewal.Decode(child.Key, child.Text))];

    /// <summary>
    /// Notes, with what it goes with, that a locker's life is to be renewed: whatever happens, it will be.
    /// </summary>
    /// <returns>What is to be done: one that was noted before and this one together.</returns>
    public Renewal Renew(Renewal renewal)
    {
        if (state.Text($"ending,{renewal.Label}") is { } noted)
            renewal = renewal with { Ended = Math.Max(renewal.Ended, Renewal.Decode(renewal.Label, noted).Ended) };
        Put($"ending,{renewal.Label}", renewal.Encode());
        return renewal;
    }

    /// <summary>Notes that a renewal is carried out.</summary>
    public void Renewed(Renewal renewal)
    {
        if (state.Text($"ending,{renewal.Label}") is { } noted && Renewal.Decode(renewal.Label, noted) == renewal)
            Remove($"ending,{renewal.Label}");
    }

    /// <summary>All lockers, as they will be.</summary>
    public ImmutableArray<LockerInfo> WorkingLockers() =>
        [.. WorkingChildren("lockers").Select(child => Info(child.Key, LockerRecord.Decode(child.Text)))];

    /// <summary>All lockers, in order.</summary>
    public ImmutableArray<LockerInfo> Lockers()
    {
        var lockers = ImmutableArray.CreateBuilder<LockerInfo>();
        foreach (var (label, text) in Children("lockers")) lockers.Add(Info(label, LockerRecord.Decode(text)));
        return lockers.ToImmutable();
    }

    /// <summary>The peers' names, in order.</summary>
    public ImmutableArray<string> Peers() => [.. Children("peers").Select(peer => KeyText.Unescape(peer.Key))];

    /// <summary>The peers' names, as they will be.</summary>
    public ImmutableArray<string> WorkingPeers() => [.. WorkingChildren("peers").Select(peer => KeyText.Unescape(peer.Key))];

    /// <summary>Lists a peer.</summary>
    public void AddPeer(string peer) => Put($"peers,{KeyText.Escape(peer)}", []);

    /// <summary>Lists a peer no longer.</summary>
    public void RemovePeer(string peer) => Remove($"peers,{KeyText.Escape(peer)}");

    /// <summary>Keeps what is handed to peers; a null member stays as it is.</summary>
    public void Set(RegistrySettings settings)
    {
        if (settings.TrackingHeaders is { } headers) Put("headers", Encoding.UTF8.GetBytes(headers));
        if (settings.Probes is { } probes) Put("probes", probes);
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => state.Committed();

    private long Now => time.GetUtcNow().UtcTicks;

    private string CommittedLabel => Encoding.UTF8.GetString(Committed(Current) ?? []);

    private byte[]? Committed(string path) => StateTree.Text(state.Root, path);

    private LockerInfo Info(string label, LockerRecord record) =>
        new(label, record.Life, record.FirstOpened, record.LastOpened, record.Used, label == CommittedLabel);

    private IEnumerable<(string Key, byte[] Text)> Children(string path) => Children(state.Root, path);

    private IEnumerable<(string Key, byte[] Text)> WorkingChildren(string path) => Children(state.Working, path);

    private static IEnumerable<(string Key, byte[] Text)> Children(TreeRoot root, string path)
    {
        if (!root.TryFind(KeyPath.Of(path).Utf8, out var node)) yield break;
        var walker = node.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return (Encoding.UTF8.GetString(walker.Node.Key), walker.Node.Text!);
        }
    }

    private void Put(string path, byte[] text) => state.Put(path, text, Now);

    private void Remove(string path) => state.Drop(path, Now);
}
