using System.Globalization;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>
/// What a peer is given to run. In one tree <c>targets,{name}</c>, and <c>shape</c>, how the peer's pods have said that they read a target's
/// headers; in another <c>jobs,{id}</c>, <c>scripts,{name}</c> and <c>files,{path}</c>. What loads have put aside of it is below
/// <c>{load},targets</c> and <c>{load},jobs</c>, as in those trees.
/// </summary>
internal sealed class PeerSettings(JournaledState grain, TimeProvider time)
{
    private const int TargetsTree = 1;
    private const int JobsTree = 3;
    private const string ShapeKey = "shape";

    private static readonly SettingKind[] FileKinds = [SettingKind.Script, SettingKind.File];

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => grain[TargetsTree].Working.IsEmpty && grain[JobsTree].Working.IsEmpty;

    /// <summary>Keeps one, in the place of another of its name.</summary>
    /// <returns>Whether there is room for it; else nothing was changed.</returns>
    public bool TryPut(PeerSetting setting)
    {
        var tree = TreeOf(setting.Kind);
        var path = Path(setting.Kind, setting.Name);
        var replaced = tree.Text(path);
        if (replaced is null && tree.WorkingStats.Keys >= PeerSetting.MaxCount) return false;
        if (tree.WorkingStats.Bytes + setting.Bytes.Length - (replaced?.Length ?? 0) > PeerSetting.MaxTotalBytes) return false;
        grain.DemandRoom();
        tree.Put(path, setting.Bytes, Now);
        return true;
    }

    /// <summary>Drops some, or all of a kind.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="names">Their names; empty for all.</param>
    public void Drop(SettingKind kind, IReadOnlyCollection<string> names)
    {
        var tree = TreeOf(kind);
        if (names.Count == 0) tree.Drop(KeyOf(kind), Now);
        if (kind == SettingKind.Job && names.Count > 0) DropJobsNamed(names);
        foreach (var name in names) tree.Drop(Path(kind, name), Now);
        if (kind == SettingKind.Target && !PeerRecords.Has(tree.Working, KeyOf(kind))) tree.Drop(ShapeKey, Now);
    }

    /// <summary>Keeps in which shape the peer's pods read headers, while there are targets.</summary>
    public void KeepShape(HeaderShape shape)
    {
        var tree = grain[TargetsTree];
        if (!tree.Working.IsEmpty && ShapeIn(tree.Working) != shape) tree.Put(ShapeKey, [(byte)shape], Now);
    }

    /// <summary>The shape in which the peer's pods read headers, by one version of the tree of targets.</summary>
    public static HeaderShape ShapeIn(TreeRoot root) => StateTree.Text(root, ShapeKey) is [var shape] ? (HeaderShape)shape : HeaderShape.Unknown;

    /// <summary>What is committed of the tree that holds a kind, for a read of any length.</summary>
    public TreeSnapshot Snapshot(SettingKind kind) => TreeOf(kind).Snapshot();

    /// <summary>The key below which a kind is kept.</summary>
    public static string KeyOf(SettingKind kind) => kind switch
    {
        SettingKind.Target => "targets",
        SettingKind.Job => "jobs",
        SettingKind.Script => "scripts",
        _ => "files",
    };

    /// <summary>Puts aside one that a load brings.</summary>
    public void Stage(long load, PeerSetting setting) => grain[JournaledState.Staged].Put(
        string.Create(CultureInfo.InvariantCulture, $"{load},{KeyOf(Whole(setting.Kind))},{Path(setting.Kind, setting.Name)}"), setting.Bytes, Now);

    /// <summary>Replaces sections by what a load has put aside, or by nothing where it has not.</summary>
    public void Replace(long load, LoadSections sections)
    {
        if (sections.HasFlag(LoadSections.Targets)) ReplaceTargets(load);
        if (sections.HasFlag(LoadSections.Jobs | LoadSections.JobFiles)) Take(JobsTree, load, SettingKind.Job);
        else if (sections.HasFlag(LoadSections.Jobs))
        {
            // Jobs and what they need are one tree, which is taken whole: what of it is to stay is put back.
            var stays = Files(grain[JobsTree].Working);
            Take(JobsTree, load, SettingKind.Job);
            ReplaceFiles(stays);
        }
        else if (sections.HasFlag(LoadSections.JobFiles)) ReplaceFiles(Staged(load));
    }

    // A job with both is kept by its id, and pods from goto 0.9 on know it by its name.
    private void DropJobsNamed(IReadOnlyCollection<string> names)
    {
        var tree = TreeOf(SettingKind.Job);
        var named = PeerRecords.Items(tree.Working, KeyOf(SettingKind.Job))
            .Where(job => NameMembers.Of(job.Node.Text).Name is { Length: > 0 } name && names.Contains(name)).Select(job => job.Name).ToList();
        foreach (var job in named) tree.Drop(Path(SettingKind.Job, job), Now);
    }

    private static SettingKind Whole(SettingKind kind) => kind == SettingKind.Target ? SettingKind.Target : SettingKind.Job;

    private static string Path(SettingKind kind, string name) => $"{KeyOf(kind)},{KeyText.Escape(name)}";

    private StateTree TreeOf(SettingKind kind) => grain[kind == SettingKind.Target ? TargetsTree : JobsTree];

    private void Take(int tree, long load, SettingKind kind) =>
        grain.Apply(tree, Mutation.Take(KeyPath.Of(string.Create(CultureInfo.InvariantCulture, $"{load},{KeyOf(kind)}")).Utf8, Now));

    // A load does not bring how the pods read headers: they are the same pods.
    private void ReplaceTargets(long load)
    {
        var shape = ShapeIn(grain[TargetsTree].Working);
        Take(TargetsTree, load, SettingKind.Target);
        if (shape != HeaderShape.Unknown) KeepShape(shape);
    }

    private void ReplaceFiles(List<(string Path, byte[] Bytes)> files)
    {
        foreach (var kind in FileKinds) grain[JobsTree].Drop(KeyOf(kind), Now);
        foreach (var (path, bytes) in files) grain[JobsTree].Put(path, bytes, Now);
    }

    // There are few, and they are bounded: this is no tree that is copied.
    private static List<(string Path, byte[] Bytes)> Files(TreeRoot root) =>
    [
        .. FileKinds.SelectMany(kind => PeerRecords.Items(root, KeyOf(kind)).Select(item => (Path(kind, item.Name), item.Node.Text ?? []))),
    ];

    private List<(string Path, byte[] Bytes)> Staged(long load)
    {
        var staged = grain[JournaledState.Staged].Working;
        var files = new List<(string, byte[])>();
        foreach (var kind in FileKinds)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{load},{KeyOf(SettingKind.Job)},{KeyOf(kind)}");
            files.AddRange(PeerRecords.Items(staged, place).Select(item => (Path(kind, item.Name), item.Node.Text ?? [])));
        }

        return files;
    }

    private long Now => time.GetUtcNow().UtcTicks;
}
