using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry keeps, in one tree: <c>lockers,{label}</c>, <c>current</c>, <c>peers,{name}</c>, <c>headers</c>,
/// <c>probes</c>. Neither labels nor names can hold a comma.
/// </summary>
internal sealed class RegistryBook
{
    private readonly TimeProvider _time;
    private readonly StateTree _state = new();
    private long _lastLife;

    public RegistryBook(TimeProvider time)
    {
        _time = time;
        Ensure(Names.Default);
        SetCurrent(Names.Default);
    }

    /// <summary>The current locker's label.</summary>
    public string CurrentLabel { get; private set; } = Names.Default;

    /// <summary>Headers to track.</summary>
    public string TrackingHeaders => Encoding.UTF8.GetString(_state.Text("headers") ?? []);

    /// <summary>The probes' JSON.</summary>
    public byte[] Probes => _state.Text("probes") ?? "null"u8.ToArray();

    /// <summary>A life that no other has or had.</summary>
    public long NewLife() => _lastLife = Math.Max(_lastLife + 1, Now);

    /// <summary>What is kept of a locker, or null.</summary>
    public LockerRecord? Find(string label) =>
        _state.Text($"lockers,{label}") is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What is known of a locker, or null.</summary>
    public LockerInfo? Describe(string label) => Find(label) is { } record ? Info(label, record) : null;

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
    public void SetCurrent(string label)
    {
        Put("current", Encoding.UTF8.GetBytes(label));
        CurrentLabel = label;
    }

    /// <summary>All lockers, in order.</summary>
    public ImmutableArray<LockerInfo> Lockers()
    {
        var lockers = ImmutableArray.CreateBuilder<LockerInfo>();
        foreach (var (label, text) in Children("lockers")) lockers.Add(Info(label, LockerRecord.Decode(text)));
        return lockers.ToImmutable();
    }

    /// <summary>The peers' names, in order.</summary>
    public ImmutableArray<string> Peers() => [.. Children("peers").Select(peer => peer.Key)];

    /// <summary>Lists a peer.</summary>
    public void AddPeer(string peer) => Put($"peers,{peer}", []);

    /// <summary>Lists a peer no longer.</summary>
    public void RemovePeer(string peer) => Remove($"peers,{peer}");

    /// <summary>Keeps what is handed to peers; a null member stays as it is.</summary>
    public void Set(RegistrySettings settings)
    {
        if (settings.TrackingHeaders is { } headers) Put("headers", Encoding.UTF8.GetBytes(headers));
        if (settings.Probes is { } probes) Put("probes", probes);
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => _state.Committed();

    private long Now => _time.GetUtcNow().UtcTicks;

    private LockerInfo Info(string label, LockerRecord record) =>
        new(label, record.Life, record.FirstOpened, record.LastOpened, record.Used, label == CurrentLabel);

    private IEnumerable<(string Key, byte[] Text)> Children(string path)
    {
        if (!_state.Root.TryFind(KeyPath.Of(path).Utf8, out var node)) yield break;
        var walker = node.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return (Encoding.UTF8.GetString(walker.Node.Key), walker.Node.Text!);
        }
    }

    private void Put(string path, byte[] text) => _state.Put(path, text, Now);

    private void Remove(string path) => _state.Drop(path, Now);
}
