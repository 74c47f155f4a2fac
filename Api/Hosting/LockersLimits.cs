namespace Lockers.Api.Hosting;

/// <summary>What the front end accepts, from the configuration section <c>Lockers</c>.</summary>
public sealed class LockersLimits
{
    /// <summary>The most bytes of one stored text; more is 413. Default 16 MiB, at most 64 MiB.</summary>
    public int MaxValueBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most keys of a path; more is 400. Default 128, at most 1024.</summary>
    public int MaxPathDepth { get; set; } = 128;

    /// <summary>The most bytes of a key, as UTF-8; more is 400. Default 1024, at most 16384.</summary>
    public int MaxKeyBytes { get; set; } = 1024;

    /// <summary>The most bytes of a dump that is loaded; more is 413. Default 1 GiB, at most 1 TiB.</summary>
    public long MaxLoadBytes { get; set; } = 1024L * 1024 * 1024;
}
