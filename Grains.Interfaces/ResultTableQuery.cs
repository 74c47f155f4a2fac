namespace Lockers.Grains.Interfaces;

/// <summary>What each row of a table of results sums up.</summary>
public enum ResultGrouping : byte
{
    /// <summary>A target, over all instances of all peers.</summary>
    Target = 0,

    /// <summary>A peer, over its instances and their targets.</summary>
    Peer = 1,

    /// <summary>An instance of a peer, over its targets.</summary>
    Instance = 2,
}

/// <summary>How a table is written.</summary>
public enum TableFormat : byte
{
    /// <summary>JSON.</summary>
    Json = 0,

    /// <summary>Lines of at most 80 columns, for people.</summary>
    Text = 1,

    /// <summary>RFC 4180, with a header.</summary>
    Csv = 2,
}

/// <summary>Which table of results is asked for.</summary>
/// <param name="By">What each row sums up.</param>
/// <param name="Statuses">Which responses count.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Epochs">What is kept of instances' earlier epochs counts too.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ResultTableQuery)]
public sealed record ResultTableQuery(
    [property: Id(0)] ResultGrouping By,
    [property: Id(1)] StatusFilter Statuses,
    [property: Id(2)] TableFormat Format,
    [property: Id(3)] bool Epochs);
