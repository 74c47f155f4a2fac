using System.ComponentModel;
using Lockers.Api.Hosting;

namespace Lockers.Silo.Hosting;

/// <summary>How a node keeps data and finds others, from the configuration section <c>Lockers</c>.</summary>
public sealed class NodeOptions : ClusteringOptions
{
    /// <summary>Where data is kept. Default: in memory, and a node that ends forgets it.</summary>
    [Description("Memory: a node that ends forgets; Sqlite, PostgreSql: what was acknowledged survives")]
    public StorageKind Storage { get; set; }

    /// <summary>
    /// The file that <see cref="StorageKind.Sqlite"/> keeps data in; it is created, with its folder, where there is none. Default:
    /// <c>lockers/lockers.db</c> in the platform's folder for the user's local application data; empty where the user has no such folder.
    /// </summary>
    [Description("the file that Sqlite keeps data in")]
    public string DataPath { get; set; } = DefaultDataPath();

    /// <summary>Whether the node serves REST too (default), or only the silo for front ends of their own, and health.</summary>
    [Description("false: a silo without REST, for front ends of their own")]
    public bool Api { get; set; } = true;

    /// <summary>Whether the node brings the database's schema up to date at its start. Default yes.</summary>
    [Description("false: the node only checks the database's schema")]
    public bool AutoCreateSchema { get; set; } = true;

    /// <summary>The port for other silos. Default 11111.</summary>
    [Description("the port for other nodes")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Whether journals are kept in PostgreSQL.</summary>
    internal bool IsInPostgres => Storage == StorageKind.PostgreSql;

    // Whether the folder is there is found out when it is used.
    private static string DefaultDataPath()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length == 0 ? "" : Path.Combine(folder, "lockers", "lockers.db");
    }
}
