namespace Lockers.Grains.Interfaces;

/// <summary>Which locker is current, and for how long the holder may rely on it without asking again.</summary>
/// <param name="Label">The current locker; of a context <see cref="LockerName.Key"/>.</param>
/// <param name="Generation">The generation of that locker: stores that name it are turned away once it has been closed or cleared.</param>
/// <param name="Change">The number of the change that the lease was given after; larger for a later one.</param>
/// <param name="Duration">How long the lease lasts, counted from before it was asked for; zero when none was given.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.CurrentLease)]
public sealed record CurrentLease(
    [property: Id(0)] string Label,
    [property: Id(1)] long Generation,
    [property: Id(2)] long Change,
    [property: Id(3)] TimeSpan Duration);
