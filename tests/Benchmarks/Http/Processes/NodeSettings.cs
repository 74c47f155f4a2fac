using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>The arguments of a durable node, or of one of several.</summary>
internal static class NodeSettings
{
    private const string Storage = "--Lockers:Storage=PostgreSql";
    private const string Clustering = "--Lockers:Clustering=PostgreSql";

    /// <summary>A node that is alone and keeps its journals there.</summary>
    public static string[] Durable(PrivatePostgres postgres) => [Storage, Connection(postgres)];

    /// <summary>A node that is alone and keeps its journals in a file.</summary>
    public static string[] Sqlite(string path) => ["--Lockers:Storage=Sqlite", $"--Lockers:DataPath={path}"];

    /// <summary>One of several nodes, in memory.</summary>
    public static string[] Member(PrivatePostgres postgres) => [Clustering, Connection(postgres)];

    /// <summary>One of several nodes that keep their journals there.</summary>
    public static string[] DurableMember(PrivatePostgres postgres) => [Storage, Clustering, Connection(postgres)];

    private static string Connection(PrivatePostgres postgres) => $"--ConnectionStrings:Lockers={postgres.ConnectionString}";
}
