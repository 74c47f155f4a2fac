using Lockers.Api.Http;

namespace Lockers.Api.Dump;

/// <summary>What an object, or an array, in a dump is.</summary>
internal enum DumpShape
{
    Dump,
    Contexts,
    Lockers,
    Locker,
    PeerLockers,
    PeerLocker,
    InstanceLockers,
    DataLocker,
    EarlierEpochs,
    Keys,
    LockerData,
    SubLockers,
    TreeOfKeys,
    FlatTree,
    FlatPeer,
    FlatData,
    PeerEvents,
    Events,
    Peers,
    Peer,
    Pods,
    PodEpochs,
    Epochs,
    PeerTargets,
    Targets,
    PeerJobs,
    Jobs,
    PeerScripts,
    Scripts,
    PeerFiles,
    Files,
}

/// <summary>An object of a dump that is being read. One is used again for the next object at its depth.</summary>
internal sealed class DumpFrame
{
    private readonly KeySet _names = new();
    private DumpText _text;

    public DumpShape Shape { get; private set; }

    /// <summary>The member of the object around it that it is.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The member that is being read.</summary>
    public string Member { get; set; } = "";

    /// <summary>Of a LockerData: its text so far.</summary>
    public ref DumpText Text => ref _text;

    /// <summary>Of a LockerData: its times, UTC ticks. Of a Locker: when it was opened first and last.</summary>
    public long First { get; set; }

    /// <inheritdoc cref="First"/>
    public long Last { get; set; }

    /// <summary>Of a LockerData: when its text expires, UTC ticks; 0 for never. Of a Locker: when it is closed by itself.</summary>
    public long Expires { get; set; }

    /// <summary>Of a LockerData: whether it has subkeys.</summary>
    public bool HasSubKeys { get; set; }

    /// <summary>Of a LockerData: how long the path above it is.</summary>
    public int PathLength { get; set; }

    /// <summary>How many members have begun.</summary>
    public int Members { get; private set; }

    /// <summary>Of a Locker: whether its trees have texts and times among their keys, as gotos write them from 0.9 on.</summary>
    public bool IsFlat { get; set; }

    /// <summary>Of a DataLocker.</summary>
    public bool Active { get; set; }

    /// <summary>Of a Locker.</summary>
    public bool Current { get; set; }

    /// <summary>Of a Locker: whether any of its trees is there, an empty one too.</summary>
    public bool HasTrees { get; set; }

    /// <summary>Of an array: how many items came before.</summary>
    public int Items { get; set; }

    /// <summary>Begins an object.</summary>
    public void Begin(DumpShape shape, string name)
    {
        _names.Clear();
        (Shape, Name, Member, _text) = (shape, name, "", default);
        (First, Last, HasSubKeys, PathLength, Active, Current, HasTrees, Items) = (0, 0, false, 0, true, false, false, 0);
        (Members, IsFlat, Expires) = (0, false, 0);
    }

    /// <summary>Notes a member; false when it stands there already.</summary>
    public bool Add(string member)
    {
        Members++;
        return _names.Add(member);
    }
}
