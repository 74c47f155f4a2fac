namespace Lockers.Cluster.History;

/// <summary>What a client asked for.</summary>
internal enum OperationKind : byte
{
    /// <summary>Writes a value.</summary>
    Store,

    /// <summary>Writes that there is nothing.</summary>
    Remove,

    /// <summary>Reads a value, or that there is nothing.</summary>
    Get,

    /// <summary>Writes which locker is current.</summary>
    Open,

    /// <summary>Reads which locker is current.</summary>
    Current,
}
