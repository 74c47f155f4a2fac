using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Registry;

/// <summary>
/// What one version of the registry's tree says. A locker exists while its generation is above the floor; a bulk operation raises the floor over
/// all lockers at once. While a load is being carried out, its staged lockers stand for those that it replaces.
/// </summary>
internal readonly struct RegistryView(TreeRoot root)
{
    public const string CurrentKey = "current";
    public const string FloorKey = "floor";
    public const string BulkKey = "bulk";
    public const string LockersKey = "lockers";
    public const string PendingKey = "pending";
    public const string PeersKey = "peers";
    public const string PeerDropsKey = "peerdrops";
    public const string ReplacementsKey = "replacements";
    public const string LastKey = "last";

    private readonly TreeRoot _root = root;

    /// <summary>The current locker's label; empty before there is one.</summary>
    public string Current => Encoding.UTF8.GetString(Text(CurrentKey) ?? []);

    /// <summary>All generations and numbers that were given out are below it; 0 before there were any.</summary>
    public long Last => Text(LastKey) is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Generations up to this one are over.</summary>
    public long Floor => Text(FloorKey) is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>The bulk operation that is not carried out yet, or null.</summary>
    public BulkOperation? Bulk => Text(BulkKey) is { } bytes ? BulkOperation.Decode(bytes) : null;

    /// <summary>The text at a path, or null.</summary>
    public byte[]? Text(string path) => StateTree.Text(_root, path);

    /// <summary>What is known of a locker that exists, or null.</summary>
    public LockerRecord? Find(string label)
    {
        if (StagedNow(label) is { } staged) return staged;
        return Kept(label) is { } record && record.Generation > Floor ? record : null;
    }

    /// <summary>What is kept of a locker, over or not, or null.</summary>
    public LockerRecord? Kept(string label) => Text($"{LockersKey},{label}") is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What a load brings of a locker, or null.</summary>
    public LockerRecord? Staged(long load, string label) =>
        Text($"{StagedKey(load)},{LockersKey},{label}") is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What the load that is being carried out brings of a locker, until it is there; else null.</summary>
    public LockerRecord? StagedNow(string label) =>
        Bulk is { HasLockers: true, Load: not 0 } bulk && Staged(bulk.Load, label) is { } staged ? staged with { Generation = bulk.Generation } : null;

    /// <summary>The lockers that exist, in order.</summary>
    /// <param name="after">Only those that sort after this label.</param>
    public IEnumerable<(string Label, LockerRecord Record)> Lockers(string after = "")
    {
        var floor = Floor;
        var bulk = Bulk;
        var there = Children(LockersKey, after).Select(child => (child.Key, Record: LockerRecord.Decode(child.Text))).Where(child => child.Record.Generation > floor);
        if (bulk is not { HasLockers: true, Load: not 0 } loading) return there;
        var staged = Children($"{StagedKey(loading.Load)},{LockersKey}", after)
            .Select(child => (child.Key, Record: LockerRecord.Decode(child.Text) with { Generation = loading.Generation }));
        return Sorted.Merge(staged, there, child => child.Key);
    }

    /// <summary>What is still to be carried out of what was decided about a label, or null.</summary>
    public GenerationAdvance? Pending(string label)
    {
        var noted = Text($"{PendingKey},{label}") is { } bytes ? GenerationAdvance.Decode(label, bytes) : (GenerationAdvance?)null;
        var kept = Kept(label);
        var ended = kept is { } record && record.Generation <= Floor ? kept : null;
        if (StagedNow(label) is { } staged)
            return new(label, Ended(noted, ended), staged.Used ? staged.Generation : 0, staged.Used ? Bulk!.Value.Load : 0);
        if (ended is not null) return new(label, Ended(noted, ended), 0, 0);
        return noted;
    }

    /// <summary>The labels that something was decided for by themselves.</summary>
    public IEnumerable<string> NotedLabels() => Children(PendingKey).Select(child => child.Key);

    /// <summary>The labels that something is to be carried out for, in no order; none of them twice.</summary>
    public IEnumerable<string> PendingLabels()
    {
        var view = this;
        return NotedLabels().Concat(BulkLabels().Where(label => view.Text($"{PendingKey},{label}") is null));
    }

    /// <summary>The labels that a bulk operation is to be carried out for; none of them twice.</summary>
    public IEnumerable<string> BulkLabels()
    {
        var (view, floor) = (this, Floor);
        var ended = Children(LockersKey).Where(child => LockerRecord.Decode(child.Text).Generation <= floor).Select(child => child.Key);
        var staged = Bulk is { HasLockers: true, Load: not 0 } bulk ? Children($"{StagedKey(bulk.Load)},{LockersKey}").Select(child => child.Key) : [];
        var ofDefault = Bulk is { HasLockers: true } && Text($"{PendingKey},{Names.Default}") is not null && !ended.Contains(Names.Default);
        return ended
            .Concat(staged.Where(label => !(view.Kept(label) is { } kept && kept.Generation <= floor)))
            .Concat(ofDefault && !staged.Contains(Names.Default) ? [Names.Default] : []);
    }

    /// <summary>The listed peers' names, in order.</summary>
    /// <param name="after">Only those that sort after this name.</param>
    public IEnumerable<string> Peers(string after = "") => Children(PeersKey, KeyText.Escape(after)).Select(child => KeyText.Unescape(child.Key));

    /// <summary>The peers that a load brings.</summary>
    public IEnumerable<string> StagedPeers(long load) => Children($"{StagedKey(load)},{PeersKey}").Select(child => KeyText.Unescape(child.Key));

    /// <summary>Whether a peer is listed.</summary>
    public bool IsListed(string peer) => Text(PeerPath(peer)) is not null;

    /// <summary>The peers that are to be dropped unless a pod of theirs is there.</summary>
    public IEnumerable<string> PeerDrops() => Children(PeerDropsKey).Select(child => KeyText.Unescape(child.Key));

    /// <summary>The drop of a peer that is decided and not carried out, or null.</summary>
    public PeerDrop? Dropping(string peer) => Text(PeerDropPath(peer)) is { } bytes ? PeerDrop.Decode(peer, bytes) : null;

    /// <summary>The peers that bulk operations could not tell, and that have still to do their part of them.</summary>
    public IEnumerable<string> PeersReplacing() => Children(ReplacementsKey).Select(child => KeyText.Unescape(child.Key));

    /// <summary>What a peer has still to do of bulk operations that have ended without it, in order; at most one for each section.</summary>
    public ImmutableArray<BulkOperation> Replacing(string peer) =>
        Text(ReplacementPath(peer)) is { } bytes ? BulkOperation.DecodeAll(bytes) : [];

    /// <summary>Whether what a load has put aside is still to be taken in by a locker or peer.</summary>
    public bool IsTaking(long load)
    {
        var view = this;
        return Bulk?.Load == load
            || NotedLabels().Any(label => view.Pending(label)?.Load == load)
            || PeersReplacing().Any(peer => view.Replacing(peer).Any(bulk => bulk.Load == load));
    }

    /// <summary>Below what a load's parts are put aside.</summary>
    public static string StagedKey(long load) => string.Create(CultureInfo.InvariantCulture, $"staged-{load}");

    public static string PeerPath(string peer) => $"{PeersKey},{KeyText.Escape(peer)}";

    public static string ReplacementPath(string peer) => $"{ReplacementsKey},{KeyText.Escape(peer)}";

    public static string PeerDropPath(string peer) => $"{PeerDropsKey},{KeyText.Escape(peer)}";

    /// <summary>The keys of the first level.</summary>
    public IEnumerable<string> TopKeys()
    {
        var walker = _root.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return Encoding.UTF8.GetString(walker.Node.Key);
        }
    }

    private static long Ended(GenerationAdvance? noted, LockerRecord? over) =>
        Math.Max(noted?.Ended ?? 0, over is { Used: true } used ? used.Generation : 0);

    private IEnumerable<(string Key, byte[] Text)> Children(string path, string after = "")
    {
        if (!_root.TryFind(KeyPath.Of(path).Utf8, out var node)) yield break;
        var walker = node.Walk(maxDepth: 1);
        if (after.Length > 0) walker.SkipTo(Encoding.UTF8.GetBytes(after));
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return (Encoding.UTF8.GetString(walker.Node.Key), walker.Node.Text ?? []);
        }
    }
}
