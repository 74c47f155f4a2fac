namespace Lockers.Silo.Hosting;

/// <summary>Where a node keeps data: the values of <c>Lockers:Storage</c>.</summary>
public enum StorageKind
{
    /// <summary>Nowhere: a node that ends forgets it.</summary>
    Memory,

    /// <summary>In one file of one node: what was acknowledged survives.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database, of one node or of several: what was acknowledged survives.</summary>
    PostgreSql,
}
