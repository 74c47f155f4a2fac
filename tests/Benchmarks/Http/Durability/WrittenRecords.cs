using System.Globalization;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// Counts the records that come to be in the nodes' database, from the outside: a trigger notes the kind and length of each
/// in a table that is not logged, which adds next to nothing to the write-ahead log.
/// </summary>
internal sealed class WrittenRecords
{
    private const string LogPosition = "pg_current_wal_insert_lsn() - '0/0'::pg_lsn";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly PrivatePostgres _postgres;
    private readonly long _logStart;

    private WrittenRecords(PrivatePostgres postgres, long logStart) => (_postgres, _logStart) = (postgres, logStart);

    /// <summary>Begins to count.</summary>
    public static async Task<WrittenRecords> Watch(PrivatePostgres postgres)
    {
        await postgres.Query(
            """
            CREATE UNLOGGED TABLE written (kind text NOT NULL, bytes bigint NOT NULL);
            CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO written VALUES (TG_ARGV[0], octet_length(NEW.bytes));
                RETURN NULL;
            END $$;
            CREATE FUNCTION note_manifest() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO written VALUES ('m', octet_length(NEW.manifest));
                RETURN NULL;
            END $$;
            CREATE TRIGGER note_written AFTER INSERT ON lockers_records FOR EACH ROW EXECUTE FUNCTION note_row('j');
            CREATE TRIGGER note_written AFTER INSERT ON lockers_chunks FOR EACH ROW EXECUTE FUNCTION note_row('c');
            CREATE TRIGGER note_written AFTER INSERT OR UPDATE ON lockers_journals FOR EACH ROW EXECUTE FUNCTION note_manifest();
            """);
        return new(postgres, long.Parse(await postgres.Query($"SELECT {LogPosition}"), CultureInfo.InvariantCulture));
    }

    /// <summary>What was written, once nothing is for a while: then no compaction is under way.</summary>
    public async Task<WrittenBytes> Settled()
    {
        var last = await Now();
        while (true)
        {
            await Task.Delay(Pause);
            var now = await Now();
            if (now.Bytes == last.Bytes) return now;
            last = now;
        }
    }

    private async Task<WrittenBytes> Now()
    {
        var row = await _postgres.Query(
            $"""
            SELECT count(*) FILTER (WHERE kind = 'j'), COALESCE(sum(bytes) FILTER (WHERE kind = 'j'), 0),
                count(*) FILTER (WHERE kind = 'c'), COALESCE(sum(bytes) FILTER (WHERE kind = 'c'), 0),
                COALESCE(sum(bytes) FILTER (WHERE kind NOT IN ('j', 'c')), 0), {LogPosition}
            FROM written
            """);
        long[] numbers = [.. row.Split('|').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5] - _logStart);
    }
}
