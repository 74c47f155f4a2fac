using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Postgres.Journals;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Postgres.Journals;

/// <summary>What is in the tables of journals.</summary>
[NeedsPostgres]
public sealed class JournalTableTests(JournalFixture fixture) : IClassFixture<JournalFixture>
{
    private const string BreakOff =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'broken off' AND wait_event_type = 'Lock'";

    [Fact]
    public async Task Services_do_not_see_each_others_journals()
    {
        var name = $"l.{Guid.NewGuid():N}";
        var other = fixture.NewJournals("other service", "other");
        var (mine, others) = (await fixture.Journals.Begin(name), await other.Begin(name));
        Assert.NotEqual(mine, others);
        await fixture.Journals.AppendAll(mine, 1, "mine");
        await other.AppendAll(others, 1, "other");
        Assert.Equal("mine", await fixture.Journals.Records(mine, 1));
        Assert.Equal(Done, await other.Erase(others));
        Assert.StartsWith("1 begun", await fixture.Journals.Manifest(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_leaves_no_rows()
    {
        var owner = await fixture.Journals.Begin($"l.{Guid.NewGuid():N}");
        await fixture.Journals.AppendAll(owner, 1, [.. Enumerable.Range(1, 40).Select(number => $"{number}")]);
        await fixture.Journals.WriteAll(owner, 0, [.. Enumerable.Range(1, 40).Select(number => $"{number}")]);
        Assert.Equal(Done, await fixture.Journals.Erase(owner));
        Assert.Equal("0|0|0", await Rows(owner));
    }

    [Fact]
    public async Task The_next_erasure_deletes_what_one_that_was_broken_off_has_left()
    {
        var owners = new List<OwnerEpoch>();
        for (var at = 0; at < 3; at++)
        {
            owners.Add(await fixture.Journals.Begin($"l.{Guid.NewGuid():N}"));
            await fixture.Journals.AppendAll(owners[at], 1, "a", "b");
            await fixture.Journals.WriteAll(owners[at], 0, "x");
        }

        // The erasure is there, and its session is ended while it waits for the rows.
        var journals = fixture.NewJournals("broken off;Command Timeout=600");
        await using (await fixture.Begin("LOCK TABLE lockers_chunks IN ACCESS EXCLUSIVE MODE"))
        {
            foreach (var owner in owners[..2])
            {
                var erasure = journals.Erase(owner);
                await Until.Holds(
                    async () => await fixture.Query(BreakOff) != "0", TestDeadlines.Step, () => "the erasure waits for the table",
                    TestContext.Current.CancellationToken);
                await Assert.ThrowsAnyAsync<Exception>(() => erasure);
            }
        }

        Assert.Equal(Fenced, await journals.Append(owners[0], 3, "late"));
        Assert.Equal("1|0|1", await Rows(owners[0]));
        Assert.Equal(Done, await journals.Erase(owners[0]));
        Assert.Equal("0|0|0", await Rows(owners[0]));
        Assert.Equal(Done, await journals.Erase(owners[2]));
        foreach (var owner in owners) Assert.Equal("0|0|0", await Rows(owner));
    }

    [Fact]
    public async Task More_chunks_than_are_deleted_at_once_are_deleted()
    {
        var owner = await fixture.Journals.Begin($"l.{Guid.NewGuid():N}");
        for (var ordinal = 0; ordinal < 4; ordinal++) await fixture.Journals.WriteAll(owner, ordinal, [.. Enumerable.Repeat("x", 20)]);
        Assert.Equal(Done, await fixture.Journals.Delete(owner, new SegmentId(1, 1), new SegmentId(1, 3)));
        Assert.Equal("1|0|40", await Rows(owner));
        Assert.Equal(Fenced, await fixture.Journals.Delete(owner with { Epoch = 2 }, new SegmentId(1, 0), new SegmentId(3, 0)));
        Assert.Equal("1|0|40", await Rows(owner));
    }

    [Fact]
    public async Task Bytes_are_stored_as_they_are_and_not_compressed()
    {
        var owner = await fixture.Journals.Begin($"l.{Guid.NewGuid():N}");
        Assert.Equal(Done, await fixture.Journals.Append(owner, 1, new byte[1_000_000]));
        Assert.Equal(Done, await fixture.Journals.Append(owner, 2, new byte[8_000]));
        Assert.Equal(Done, await fixture.Journals.Write(owner, new(1, 0), 0, new byte[1_000_000]));
        Assert.Equal("1000000|1000000|\n8000|8000|\n1000000|1000000|", await fixture.Query(
            "SELECT length(bytes), pg_column_size(bytes) - CASE length(bytes) WHEN 8000 THEN 4 ELSE 0 END, pg_column_compression(bytes) FROM ("
            + $"SELECT 0, number, bytes FROM lockers_records WHERE journal = {owner.Journal} UNION ALL "
            + $"SELECT 1, number, bytes FROM lockers_chunks WHERE journal = {owner.Journal} ORDER BY 1, 2) AS row"));
    }

    // However few rows there are: what could not use the key would read the table all the same.
    [Fact]
    public async Task Statements_find_their_rows_by_the_key()
    {
        foreach (var (statement, values, key) in ((string, string, string)[])[
            (AppendStatements.Records, "'{1}'::bigint[], '{1}'::bigint[], '{1}'::bigint[], '{a}'::bytea[]", "lockers_journals_pkey"),
            (JournalReads.RecordsStatement, "1::bigint, 1::bigint, 1025::bigint, 2000000::bigint", "lockers_records_pkey"),
            (JournalReads.ChunksStatement, "1::bigint, 0::bigint, 1024::bigint, 2000000::bigint, 1::bigint, 0::bigint", "lockers_chunks_pkey"),
            (JournalDeletes.RecordsStatement, "1::bigint, 1::bigint, 1::bigint, 1025::bigint", "lockers_records_pkey"),
            (JournalDeletes.ChunksStatement,
                "1::bigint, 1::bigint, 1::bigint, 0::bigint, 1::bigint, 1::bigint, 16::bigint", "lockers_chunks_pkey")])
        {
            var types = string.Join(", ", values.Split(", ").Select(value => value.Split("::")[1]));
            var plan = await fixture.Query(
                $"PREPARE it ({types}) AS {statement}; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; "
                + $"EXPLAIN EXECUTE it ({values})");
            Assert.Contains(key, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on lockers", plan, StringComparison.Ordinal);
        }
    }

    private Task<string> Rows(OwnerEpoch owner) => fixture.Query(
        $"SELECT (SELECT count(*) FROM lockers_journals WHERE id = {owner.Journal}), (SELECT count(*) FROM lockers_records WHERE journal = "
        + $"{owner.Journal}), (SELECT count(*) FROM lockers_chunks WHERE journal = {owner.Journal})");
}
