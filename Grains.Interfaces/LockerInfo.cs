namespace Lockers.Grains.Interfaces;

/// <summary>What the registry knows of a locker.</summary>
/// <param name="Label">Its label; of a context's locker <see cref="LockerName.Key"/>.</param>
/// <param name="Generation">Its generation: a number that no other generation of any locker has, larger for a later one.</param>
/// <param name="FirstOpened">When it came to be, UTC ticks.</param>
/// <param name="LastOpened">When it was last opened, UTC ticks.</param>
/// <param name="Used">Whether anything was ever put into it; if not, there is nothing to read or to close.</param>
/// <param name="Current">Whether it is the current one, of its context where it belongs to one.</param>
/// <param name="Expires">When it is closed by itself, UTC ticks; 0 for never.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LockerInfo)]
public sealed record LockerInfo(
    [property: Id(0)] string Label,
    [property: Id(1)] long Generation,
    [property: Id(2)] long FirstOpened,
    [property: Id(3)] long LastOpened,
    [property: Id(4)] bool Used,
    [property: Id(5)] bool Current,
    [property: Id(6)] long Expires = 0)
{
    /// <summary>What it is called.</summary>
    public LockerName Name => LockerName.Of(Label);
}
