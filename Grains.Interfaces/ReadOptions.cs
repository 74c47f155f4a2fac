namespace Lockers.Grains.Interfaces;

/// <summary>What of a tree or a locker a read shows.</summary>
/// <param name="Data">Stored text as it is; otherwise any text shows as <c>"..."</c>.</param>
/// <param name="Peers">Peer lockers too.</param>
/// <param name="Level">How many levels of keys, at least 1; what is below shows as <c>{"...":null}</c>.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ReadOptions)]
public sealed record ReadOptions(
    [property: Id(0)] bool Data,
    [property: Id(1)] bool Peers,
    [property: Id(2)] int Level)
{
    /// <summary>Everything there is.</summary>
    public static ReadOptions All { get; } = new(Data: true, Peers: true, Level: int.MaxValue);
}
