using System.Data.Common;

namespace Lockers.Grains.Interfaces;

/// <summary>Tells failures of grain calls that pass from answers, and from faults of the program.</summary>
public static class CallFailures
{
    /// <summary>
    /// Whether a call failed for a reason that passes: the same may succeed later. What a node meets at the database where members are listed, when it
    /// is asked where a grain lives, reaches its caller as the database's own exception.
    /// </summary>
    public static bool IsForNow(Exception error) => error is StorageUnavailableException or OrleansException or TimeoutException or DbException;
}
