using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Which results a read in the shapes of goto 0.9 and later shows.</summary>
/// <param name="Peer">The one peer that is asked for; null for all.</param>
/// <param name="Targets">The targets that are asked for, at most those that fit into a request's target; none for all.</param>
/// <param name="Details"><c>{"details":{},"summary":{}}</c> instead of the summary alone.</param>
/// <param name="Instances">Below each peer by the instances' addresses, instead of summed up.</param>
/// <param name="Epochs">What is kept of instances' earlier epochs counts too.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ClientResultsQuery)]
public sealed record ClientResultsQuery(
    [property: Id(0)] string? Peer,
    [property: Id(1)] ImmutableArray<string> Targets,
    [property: Id(2)] bool Details,
    [property: Id(3)] bool Instances,
    [property: Id(4)] bool Epochs);
