namespace Lockers.Grains.Interfaces;

/// <summary>A front end that holds a lease on which locker is current.</summary>
[Alias(TypeAliases.CurrentLockerHolder)]
public interface ICurrentLockerHolder : IGrainObserver
{
    /// <summary>Ends every lease that was given before the change with this number. Its return is the acknowledgement.</summary>
    [Alias("Revoke"), ResponseTimeout("00:00:05")]
    Task Revoke(long change);
}
