namespace Lockers.Grains.Interfaces;

/// <summary>What the registry hands to every peer that registers.</summary>
/// <param name="TrackingHeaders">Headers to track, such as <c>a|b,c</c>; empty for none.</param>
/// <param name="Probes">The probes' JSON, or <c>null</c> as JSON where none are set.</param>
/// <param name="TimeBuckets">Times of answers to count by, in milliseconds, such as <c>0-100,101-300</c>; empty for none.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.RegistrySettings)]
public sealed record RegistrySettings(
    [property: Id(0)] string? TrackingHeaders,
    [property: Id(1)] byte[]? Probes,
    [property: Id(2)] string? TimeBuckets = null);
