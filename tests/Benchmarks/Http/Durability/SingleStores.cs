using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// Stores one at a time on one connection, and in turn with them INSERTs of the same bytes into a table with a key, over
/// Npgsql, prepared, each committed by itself.
/// </summary>
internal static class SingleStores
{
    private const int WarmUp = 200;
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'v', 200)];

    /// <summary>Measures as many of each as said, and reports.</summary>
    public static void Measure(Report report, Server node, PrivatePostgres postgres, int count)
    {
        using var connection = new RawConnection(node.Port);
        using var database = new NpgsqlConnection(postgres.ConnectionString);
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
        report.AtMost("one store / one INSERT", stores.Median() / inserts.Median(), "", 2.5);
    }

    private static NpgsqlCommand Prepared(NpgsqlConnection database)
    {
        database.Open();
        using var create = new NpgsqlCommand("CREATE TABLE bare (key text PRIMARY KEY, bytes bytea NOT NULL)", database);
        create.ExecuteNonQuery();
        var insert = new NpgsqlCommand("INSERT INTO bare (key, bytes) VALUES ($1, $2)", database);
        insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text });
        insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = Text });
        insert.Prepare();
        return insert;
    }

    private static double Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
