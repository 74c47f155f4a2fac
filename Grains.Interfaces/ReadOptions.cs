namespace Lockers.Grains.Interfaces;

/// <summary>What of a tree or a locker a read shows.</summary>
/// <param name="Data">Stored text as it is; otherwise any text shows as <c>"..."</c>.</param>
/// <param name="Peers">Peer lockers too.</param>
/// <param name="Level">How many levels of keys, at least 1; what is below shows as <c>{"...":null}</c>.</param>
/// <param name="Exact">
/// Beside text whatever it takes to load it again as it was, where the shapes of goto cannot say it: <c>base64</c> for bytes that
/// are not UTF-8, <c>"json":true</c> for a text that was sent as JSON, <c>"expires"</c> for one that expires, <c>"text":""</c> for an empty text on a key with subkeys.
/// </param>
/// <param name="Epochs">Beside what instances hold, what is kept of their earlier epochs: <c>"epochs":{number:{key:LockerData}}</c>.</param>
/// <param name="Epoch">Of one instance, what is kept of the earlier epoch with that number; null for what it holds.</param>
/// <param name="Textless">Only where the key that is read has no text; else the outcome is <see cref="Outcome.Unmet"/>, and the text is what is asked for.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ReadOptions)]
public sealed record ReadOptions(
    [property: Id(0)] bool Data,
    [property: Id(1)] bool Peers,
    [property: Id(2)] int Level,
    [property: Id(3)] bool Exact = false,
    [property: Id(4)] bool Epochs = false,
    [property: Id(5)] int? Epoch = null,
    [property: Id(6)] bool Textless = false)
{
    /// <summary>Everything there is.</summary>
    public static ReadOptions All { get; } = new(Data: true, Peers: true, Level: int.MaxValue);

    /// <summary>Everything there is, so that it can be loaded again.</summary>
    public static ReadOptions Dump { get; } = All with { Exact = true, Epochs = true };
}
