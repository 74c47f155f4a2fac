namespace Lockers.Api.Dump;

/// <summary>What an object in a dump is.</summary>
internal enum DumpShape
{
    Dump,
    Lockers,
    Locker,
    PeerLockers,
    PeerLocker,
    InstanceLockers,
    DataLocker,
    Keys,
    LockerData,
}

/// <summary>An object of a dump that is being read.</summary>
internal sealed class DumpFrame(DumpShape shape, string name)
{
    public DumpShape Shape { get; } = shape;

    /// <summary>The member of the object around it that it is.</summary>
    public string Name { get; } = name;

    /// <summary>The member that is being read.</summary>
    public string Member { get; set; } = "";

    /// <summary>Of a LockerData: its text, if any.</summary>
    public byte[]? Text { get; set; }

    /// <summary>Of a LockerData: its times, UTC ticks.</summary>
    public long First { get; set; }

    /// <inheritdoc cref="First"/>
    public long Last { get; set; }

    /// <summary>Of a LockerData: whether it has subkeys.</summary>
    public bool HasSubKeys { get; set; }

    /// <summary>Of a LockerData: how long the path above it is.</summary>
    public int PathLength { get; set; }

    /// <summary>Of a DataLocker.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Of a Locker.</summary>
    public bool Current { get; set; }

    /// <summary>Of a map: the members seen, where none may stand twice.</summary>
    public HashSet<string>? Seen { get; set; }
}
