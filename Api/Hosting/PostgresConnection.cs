using Npgsql;

namespace Lockers.Api.Hosting;

/// <summary>The connection string that an operator gives, with what nodes and front ends need of a connection where it says nothing.</summary>
internal static class PostgresConnection
{
    /// <summary>How long connecting, and a statement, may take, in seconds: a request that waits for a store is told within little more.</summary>
    private const int Deadline = 3;

    // With the storage lock's own a node has 30 at most: three nodes and front ends fit into what PostgreSQL allows by itself, 100.
    private const int Connections = 26;
    private const int MembershipConnections = 3;

    // The handful of statements that a node runs again and again are prepared.
    private const int PreparedStatements = 32;

    /// <summary>Whether it is a connection string, and if not, why; nothing of it is in that.</summary>
    public static bool TryParse(string connectionString, out string why)
    {
        why = "";
        try
        {
            var read = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(read.Host)) why = "it names no Host.";
            else if (string.IsNullOrEmpty(read.Database)) why = "it names no Database.";
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException)
        {
            why = "it cannot be read; see the documentation of Npgsql.";
        }

        return why.Length == 0;
    }

    /// <summary>The connection string for the list of members: connections of its own, so that it does not wait behind records.</summary>
    public static string ForMembership(string connectionString) => new NpgsqlConnectionStringBuilder(ForNode(connectionString))
    {
        MaxPoolSize = MembershipConnections,
        ApplicationName = "lockers members",
    }.ConnectionString;

    /// <summary>The connection string for the program's own connections.</summary>
    public static string ForNode(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var said = new HashSet<string>(connection.Keys, StringComparer.OrdinalIgnoreCase);
        if (!said.Contains("Timeout")) connection.Timeout = Deadline;
        if (!said.Contains("Command Timeout")) connection.CommandTimeout = Deadline;
        if (!said.Contains("Max Auto Prepare")) (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (PreparedStatements, 2);

        if (!said.Contains("Maximum Pool Size")) connection.MaxPoolSize = Connections;

        // The node's statements leave nothing behind in a session. Setting it back costs PostgreSQL a quarter of a small batch.
        if (!said.Contains("No Reset On Close")) connection.NoResetOnClose = true;
        if (!said.Contains("Application Name")) connection.ApplicationName = "lockers";
        return connection.ConnectionString;
    }
}
