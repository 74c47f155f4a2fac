namespace Lockers.Grains.Interfaces;

/// <summary>How a call ended, for everything that users cause. Faults are exceptions.</summary>
public enum Outcome : byte
{
    /// <summary>It was done, or there was nothing to do.</summary>
    Done = 0,

    /// <summary>No such label, peer, instance or path.</summary>
    NotFound = 1,

    /// <summary>The generation of the locker that the caller meant has ended: resolve <c>current</c> again.</summary>
    Closed = 2,

    /// <summary>There is no text at the path, but there are subkeys.</summary>
    Branch = 3,

    /// <summary>The default locker cannot be closed.</summary>
    Refused = 4,

    /// <summary>Too many reads are open on this grain: try again later.</summary>
    Busy = 5,

    /// <summary>The condition of a change does not hold: nothing was changed.</summary>
    Unmet = 6,
}
