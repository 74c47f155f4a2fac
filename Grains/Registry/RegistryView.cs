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
/// all lockers at once, those of contexts have a floor of their own. A label is that of one of the registry's own lockers, or a
/// <see cref="LockerName.Key"/>. While a load is being carried out, its staged lockers stand for those that it replaces.
/// </summary>
internal readonly struct RegistryView(TreeRoot root)
{
    public const string CurrentKey = "current";
    public const string FloorKey = "floor";
    public const string ContextFloorKey = "contextfloor";
    public const string ContextsKey = "contexts";
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
    public long Last => Number(LastKey);

    /// <summary>Generations of lockers that belong to no context are over up to this one.</summary>
    public long Floor => Number(FloorKey);

    /// <summary>Generations of contexts' lockers are over up to this one.</summary>
    public long ContextFloor => Number(ContextFloorKey);

    /// <summary>The bulk operation that is not carried out yet, or null.</summary>
    public BulkOperation? Bulk => Text(BulkKey) is { } bytes ? BulkOperation.Decode(bytes) : null;

    /// <summary>The text at a path, or null.</summary>
    public byte[]? Text(string path) => StateTree.Text(_root, path);

    /// <summary>What is known of a locker that exists, or null.</summary>
    public LockerRecord? Find(string label)
    {
        if (StagedNow(label) is { } staged) return staged;
        return Kept(label) is { } record && record.Generation > FloorOf(label) ? record : null;
    }

    /// <summary>What is kept of a locker, over or not, or null.</summary>
    public LockerRecord? Kept(string label) => Text(RecordPath(label)) is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What a load brings of a locker, or null.</summary>
    public LockerRecord? Staged(long load, string label) =>
        Text($"{StagedKey(load)},{RecordPath(label)}") is { } bytes ? LockerRecord.Decode(bytes) : null;

    /// <summary>What the load that is being carried out brings of a locker, until it is there; else null.</summary>
    public LockerRecord? StagedNow(string label) =>
        Bulk is { Load: not 0 } bulk && bulk.Covers(label) && Staged(bulk.Load, label) is { } staged ? staged with { Generation = bulk.Generation } : null;

    /// <summary>The lockers that exist and belong to no context, in order.</summary>
    /// <param name="after">Only those that sort after this label.</param>
    public IEnumerable<(string Label, LockerRecord Record)> Lockers(string after = "") => Lockers(LockersKey, Floor, Bulk is { HasLockers: true }, after);

    /// <summary>The lockers of a context, in order.</summary>
    /// <param name="context">The context.</param>
    /// <param name="after">Only those whose label sorts after this one.</param>
    public IEnumerable<(string Label, LockerRecord Record)> ContextLockers(string context, string after = "") =>
        Lockers(ContextPath(context), ContextFloor, Bulk is { HasContexts: true }, after)
            .Select(locker => (new LockerName(context, locker.Label).Key, locker.Record));

    /// <summary>The contexts that have lockers, in order.</summary>
    /// <param name="after">Only those that sort after this one.</param>
    public IEnumerable<string> Contexts(string after = "")
    {
        var view = this;
        var there = Children(ContextsKey, after).Select(child => child.Key);
        var staged = Bulk is { HasContexts: true, Load: not 0 } bulk
            ? Children($"{StagedKey(bulk.Load)},{ContextsKey}", after).Select(child => child.Key)
            : [];
        return Sorted.Merge(staged, there, context => context).Where(context => view.ContextLockers(context).Any());
    }

    /// <summary>The label of a context's current locker, which need not exist where it is <c>default</c>.</summary>
    public string ContextCurrent(string context)
    {
        var kept = ContextPointer.Decode(Text(ContextPath(context)));
        if (kept.Number <= ContextFloor) kept = StagedPointer(context);
        return kept.Label is { } label && Find(new LockerName(context, label).Key) is not null ? label : Names.Default;
    }

    /// <summary>Which locker of a context the load that is being carried out makes current; none where it does not say.</summary>
    public ContextPointer StagedPointer(string context) => Bulk is { HasContexts: true, Load: not 0 } bulk
        ? ContextPointer.Decode(Text($"{StagedKey(bulk.Load)},{ContextPath(context)}")) with { Number = bulk.Generation }
        : default;

    /// <summary>What is still to be carried out of what was decided about a label, or null.</summary>
    public GenerationAdvance? Pending(string label)
    {
        var noted = Text($"{PendingKey},{label}") is { } bytes ? GenerationAdvance.Decode(label, bytes) : (GenerationAdvance?)null;
        var kept = Kept(label);
        var ended = kept is { } record && record.Generation <= FloorOf(label) ? kept : null;
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
        var view = this;
        var ended = Records("").Where(child => child.Record.Generation <= view.FloorOf(child.Label)).Select(child => child.Label);
        var staged = Bulk is { Load: not 0 } bulk ? Records($"{StagedKey(bulk.Load)},").Select(child => child.Label).Where(bulk.Covers) : [];
        var ofDefault = Bulk is { HasLockers: true } && Text($"{PendingKey},{Names.Default}") is not null && !ended.Contains(Names.Default);
        return ended
            .Concat(staged.Where(label => !(view.Kept(label) is { } kept && kept.Generation <= view.FloorOf(label))))
            .Concat(ofDefault && !staged.Contains(Names.Default) ? [Names.Default] : []);
    }

    /// <summary>All records that are kept, of lockers that are over too, in no order.</summary>
    /// <param name="below">Empty, or where a load's parts are put aside, with <c>,</c> behind it.</param>
    public IEnumerable<(string Label, LockerRecord Record)> Records(string below = "")
    {
        var view = this;
        var ofContexts = Children($"{below}{ContextsKey}").SelectMany(context => view.Children($"{below}{ContextPath(context.Key)}")
            .Select(child => (Label: new LockerName(context.Key, child.Key).Key, Record: LockerRecord.Decode(child.Text))));
        return Children($"{below}{LockersKey}").Select(child => (Label: child.Key, Record: LockerRecord.Decode(child.Text))).Concat(ofContexts);
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

    /// <summary>Where a locker's record is.</summary>
    public static string RecordPath(string label) =>
        LockerName.Of(label) is { IsOfContext: true } name ? $"{ContextPath(name.Context)},{name.Label}" : $"{LockersKey},{label}";

    /// <summary>Where the records of a context's lockers are, and which of them is current.</summary>
    public static string ContextPath(string context) => $"{ContextsKey},{context}";

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

    private long FloorOf(string label) => LockerName.IsKeyOfContext(label) ? ContextFloor : Floor;

    private long Number(string path) => Text(path) is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    // What is kept above a floor, and before it what a load that is being carried out brings.
    private IEnumerable<(string Label, LockerRecord Record)> Lockers(string path, long floor, bool isReplaced, string after)
    {
        var there = Children(path, after).Select(child => (child.Key, Record: LockerRecord.Decode(child.Text))).Where(child => child.Record.Generation > floor);
        if (!isReplaced || Bulk is not { Load: not 0 } loading) return there;
        var staged = Children($"{StagedKey(loading.Load)},{path}", after)
            .Select(child => (child.Key, Record: LockerRecord.Decode(child.Text) with { Generation = loading.Generation }));
        return Sorted.Merge(staged, there, child => child.Key);
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
