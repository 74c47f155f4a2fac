using System.Text.Json;

namespace Lockers.Api.Dump;

/// <summary>Which members the objects of a dump have. Those that are named by users can have any.</summary>
internal static class DumpMembers
{
    private static readonly string[] Dump =
    [
        "lockers", "peers", "peerTargets", "peerJobs", "peerJobScripts", "peerFiles", "peerTrackingHeaders", "peerTrackingTimeBuckets", "peerProbes",
        "contexts",
    ];

    private static readonly string[] Locker = ["label", "peerLockers", "dataLocker", "events", "current", "firstOpened", "lastOpened", "expires", "subLockers"];
    private static readonly string[] PeerLocker = ["instanceLockers", "locker", "active"];
    private static readonly string[] DataLocker = ["locker", "active", "epochs"];
    private static readonly string[] LockerData = ["data", "subKeys", "firstReported", "lastReported", "json", "base64", "text", "expires"];
    private static readonly string[] Peer = ["name", "namespace", "pods", "podEpochs"];

    /// <summary>A member's name.</summary>
    /// <param name="reader">The reader, at the name.</param>
    /// <param name="shape">What the object is.</param>
    /// <param name="isKnown">Whether such an object has such a member.</param>
    public static string Of(ref Utf8JsonReader reader, DumpShape shape, out bool isKnown)
    {
        isKnown = true;
        if (Fixed(shape) is not { } names) return reader.GetString()!;
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name)) return name;
        }

        isKnown = false;
        return reader.GetString()!;
    }

    /// <summary>How the value of a member is read.</summary>
    public static DumpValue Next(DumpShape shape, string member, bool isKnown) => (shape, member) switch
    {
        (DumpShape.Dump, "peerTrackingHeaders" or "peerTrackingTimeBuckets" or "peerProbes") => DumpValue.Raw,
        (DumpShape.Pods or DumpShape.Targets or DumpShape.Jobs or DumpShape.Scripts or DumpShape.Files, _) => DumpValue.Raw,
        (DumpShape.Peer, _) when !isKnown => DumpValue.Raw,
        (DumpShape.LockerData or DumpShape.FlatData, "data") => DumpValue.Text,
        (DumpShape.LockerData, "base64") => DumpValue.Base64,
        _ => DumpValue.Tokens,
    };

    /// <summary>Whether an object of that shape has such a member.</summary>
    public static bool Has(DumpShape shape, string member) => Fixed(shape) is { } names && names.Contains(member, StringComparer.Ordinal);

    private static string[]? Fixed(DumpShape shape) => shape switch
    {
        DumpShape.Dump => Dump,
        DumpShape.Locker => Locker,
        DumpShape.PeerLocker => PeerLocker,
        DumpShape.DataLocker => DataLocker,
        DumpShape.LockerData => LockerData,
        DumpShape.Peer => Peer,
        _ => null,
    };
}
