using System.Data.Common;
using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// Stores one at a time on one connection, and in turn with them INSERTs of the same bytes into a table with a key, prepared, each
/// committed by itself.
/// </summary>
internal static class SingleStores
{
    private const int WarmUp = 200;

    /// <summary>200 bytes.</summary>
    public static readonly byte[] Text = [.. Enumerable.Repeat((byte)'v', 200)];

    /// <summary>Measures as many of each as said, and reports the ratio against its limit.</summary>
    public static void Measure(Report report, Server node, DbConnection database, int count, double limit)
    {
        using var connection = new RawConnection(node.Port);
        using var insert = Prepared(database);
        var (stores, inserts) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUp + count; i++)
        {
            var store = Time(() =>
            {
                connection.Post($"/registry/lockers/single/store/A,k{i % 1000:D3}", Text);
                connection.Exchange();
            });
            insert.Parameters[0].Value = $"k{i}";
            var bare = Time(() => insert.ExecuteNonQuery());
            if (i < WarmUp) continue;
            stores.Add(store);
            inserts.Add(bare);
        }

        report.Figure("one INSERT, median", inserts.Median(), "ms", $"p99 {inserts.Quantile(0.99):F2}");
        report.Figure("one store, median", stores.Median(), "ms", $"p99 {stores.Quantile(0.99):F2}");
        report.AtMost("one store / one INSERT", stores.Median() / inserts.Median(), "", limit);
    }

    private static DbCommand Prepared(DbConnection database)
    {
        database.Open();
        using var create = database.CreateCommand();
        create.CommandText = database is SqliteConnection
            ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (key TEXT PRIMARY KEY, bytes BLOB NOT NULL)"
            : "CREATE TABLE bare (key text PRIMARY KEY, bytes bytea NOT NULL)";
        create.ExecuteNonQuery();
        var insert = database.CreateCommand();
        insert.CommandText = "INSERT INTO bare (key, bytes) VALUES ($1, $2)";
        insert.Parameters.Add(Parameter(database, "$1", ""));
        insert.Parameters.Add(Parameter(database, "$2", Text));
        insert.Prepare();
        return insert;
    }

    // Npgsql takes parameters by position where they have no name.
    private static DbParameter Parameter(DbConnection database, string name, object value) =>
        database is SqliteConnection ? new SqliteParameter(name, value) : new NpgsqlParameter { Value = value };

    private static double Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
