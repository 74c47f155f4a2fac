using System.Data.Common;
using System.Net.Sockets;

namespace Lockers.Grains.Cluster;

/// <summary>Tells a database that is out of reach from one that answers with an error.</summary>
internal static class DatabaseFailures
{
    // Classes of SQLSTATE: connection, resources, an operator's intervention (a server that stops or starts), the server's system.
    private static readonly string[] AwayClasses = ["08", "53", "57", "58"];

    /// <summary>Whether a failure passes when the database is there again; others are the database's answer, or a fault of this program.</summary>
    public static bool IsAway(Exception error) => error switch
    {
        TimeoutException or OperationCanceledException or SocketException or IOException => true,
        DbException { IsTransient: true } => true,
        DbException { SqlState: { Length: 5 } state } => AwayClasses.Contains(state[..2], StringComparer.Ordinal),

        // A server that breaks off before it says anything.
        DbException { InnerException: { } inner } => IsAway(inner),
        _ => false,
    };
}
