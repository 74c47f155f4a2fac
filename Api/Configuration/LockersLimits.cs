using System.ComponentModel;

namespace Lockers.Api.Configuration;

/// <summary>What the front end accepts, from the configuration section <c>Lockers</c>.</summary>
public sealed class LockersLimits
{
    /// <summary>The most bytes of one stored text; more is 413. Default 16 MiB, at most 64 MiB.</summary>
    [Description("of one stored text; more is 413")]
    public int MaxValueBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most keys of a path; more is 400. Default 128, at most 1024.</summary>
    [Description("keys of a path; more is 400")]
    public int MaxPathDepth { get; set; } = 128;

    /// <summary>The most bytes of a key, as UTF-8; more is 400. Default 1024, at most 16384.</summary>
    [Description("of a key, as UTF-8; more is 400")]
    public int MaxKeyBytes { get; set; } = 1024;

    /// <summary>The most bytes of a dump that is loaded, or of lines that are imported, once they are inflated; more is 413. Default 1 GiB, at most 1 TiB.</summary>
    [Description("of a dump that is loaded, or of lines that are imported; more is 413")]
    public long MaxLoadBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// The most bytes of request bodies that the process holds at once, from when they arrive until they are stored; beyond it is
    /// 503. A dump that is loaded does not count; targets and headers of HTTP/2 do, see <c>RequestHead</c>. Default an eighth of the memory, and at
    /// least four times <see cref="MaxValueBytes"/>; never less than one of them.
    /// </summary>
    [Description("of request bodies held at once, by itself an eighth of the memory; beyond: 503")]
    public long? MaxBodyBytesInFlight { get; set; }

    /// <summary>
    /// The most connections that are served at once; one more is answered 503 and closed. Default 8192, at most 1,000,000. A
    /// connection may hold a request's line and headers that are not whole yet.
    /// </summary>
    [Description("connections served at once; one more: 503")]
    public int MaxConnections { get; set; } = 8192;

    /// <summary>
    /// The most streams of changes, and reads that wait for one, that are served at once; one more is 503. Default 10,000, at most 1,000,000. Over
    /// HTTP/1.1 each takes a connection: see <see cref="MaxConnections"/>.
    /// </summary>
    [Description("streams of changes, and reads that wait, at once; one more: 503")]
    public int MaxWatchers { get; set; } = 10_000;

    /// <summary>
    /// The most events of a peer that are kept in a locker, and of the registry's own that are kept for all lockers: the oldest of more are dropped.
    /// Default 100,000, at most 10,000,000.
    /// </summary>
    [Description("events of a peer kept in a locker; the oldest of more are dropped")]
    public int MaxEventsPerPeer { get; set; } = 100_000;

    /// <summary>The most bytes of an event; more is 413. Default 256 KiB, at most 512 KiB.</summary>
    [Description("of an event; more is 413")]
    public int MaxEventBytes { get; set; } = 256 * 1024;

    /// <summary>The most bytes of an event as it is kept: a body that is no JSON becomes a JSON string, which can take six for each.</summary>
    internal int MaxKeptEventBytes => (6 * MaxEventBytes) + (16 * 1024);

    /// <summary>
    /// The networks in which pods are called, as CIDRs with <c>,</c> between them. By itself all but link-local ones (169.254.0.0/16, fe80::/10) and
    /// the addresses of clouds' metadata.
    /// </summary>
    [Description("networks in which pods are called, 10.0.0.0/8,fd00::/8; by itself all but link-local ones")]
    public string PeerNetworks { get; set; } = "";

    /// <summary><see cref="MaxBodyBytesInFlight"/>, or its default.</summary>
    internal long BodyBytesInFlight =>
        MaxBodyBytesInFlight ?? Math.Max(4L * MaxValueBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);
}
