namespace Lockers.Cluster.Load;

/// <summary>The keys that a workload uses: few, so that many clients meet at each.</summary>
internal static class Registers
{
    /// <summary>The locker that is to be current while <see cref="Mixed"/> is used.</summary>
    public const string Current = "run";

    // Below and above each other on purpose: what becomes of one must not touch the other.
    private static readonly string[] Paths = ["a", "a,b", "a,b,c", "d,e", "d,f"];

    /// <summary>Keys of several lockers, by label and as current, of instances and of peers.</summary>
    public static IReadOnlyList<Register> Mixed { get; } =
    [
        .. from label in (string[])["east", "west", "north", "south", Current] from path in Paths select Register.OfLocker(label, path),
        .. Paths.Select(path => Register.OfLocker(Current, $"{path},c", by: "current")),
        .. from peer in (string[])["p", "q"] from address in (string[])["1.1.1.1:1", "1.1.1.2:1"] from path in Paths[..3]
           select Register.OfInstance(Current, peer, address, path),
        .. from peer in (string[])["p", "q"] select Register.OfPeer(Current, peer, "a,b"),
    ];

    /// <summary>Keys of lockers by their labels only.</summary>
    public static IReadOnlyList<Register> ByLabel { get; } = [.. Mixed.Where(register => register.Label != Current)];
}
