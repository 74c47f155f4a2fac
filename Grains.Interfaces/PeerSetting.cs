namespace Lockers.Grains.Interfaces;

/// <summary>What a peer is given to run. Each kind has names of its own.</summary>
public enum SettingKind : byte
{
    /// <summary>What the peer is to call: a JSON object.</summary>
    Target = 0,

    /// <summary>What the peer is to run: a JSON object.</summary>
    Job = 1,

    /// <summary>A script that jobs run: bytes under its name.</summary>
    Script = 2,

    /// <summary>A file that jobs need: bytes under its path.</summary>
    File = 3,
}

/// <summary>A target, job, script or file of a peer, kept as it came.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name among those of its kind, 1 to <see cref="MaxNameBytes"/> bytes of UTF-8 without U+0000.</param>
/// <param name="Bytes">A target's or job's JSON; a script's or file's bytes. At most <see cref="MaxBytes"/>.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.PeerSetting)]
public readonly record struct PeerSetting(
    [property: Id(0)] SettingKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] byte[] Bytes)
{
    /// <summary>The most bytes of a name.</summary>
    public const int MaxNameBytes = 1024;

    /// <summary>The most bytes of one target, job, script or file.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The most targets of a peer; and the most jobs, scripts and files of a peer, together.</summary>
    public const int MaxCount = 1000;

    /// <summary>The most bytes of a peer's targets, together with their names; and of its jobs, scripts and files.</summary>
    public const int MaxTotalBytes = 16 * 1024 * 1024;
}
