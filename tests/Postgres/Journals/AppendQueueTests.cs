using System.Globalization;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Postgres.Journals;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Npgsql;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Postgres.Journals;

/// <summary>Appends of many journals that go out together.</summary>
[NeedsPostgres]
public sealed class AppendQueueTests(JournalFixture fixture) : IClassFixture<JournalFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_many_journals_go_over_two_connections_and_each_is_told_its_own_result()
    {
        var owners = await Begin(300);
        var taken = owners.Where((_, at) => at % 7 == 0).ToHashSet();
        await fixture.Query($"UPDATE lockers_journals SET epoch = 2 WHERE id IN ({string.Join(", ", taken.Select(owner => owner.Journal))})");
        var there = owners.Where((_, at) => at % 5 == 0 && at % 7 != 0).ToHashSet();
        await Task.WhenAll(there.Select(owner => fixture.Others.Append(owner, 1, "there")));

        var journals = fixture.NewJournals("few");
        var results = await Task.WhenAll(owners.Select(owner => journals.Append(owner, 1, "new")));

        for (var at = 0; at < owners.Length; at++)
        {
            Assert.Equal(taken.Contains(owners[at]) ? Fenced : Done, results[at]);
            var expected = taken.Contains(owners[at]) ? "" : there.Contains(owners[at]) ? "there" : "new";
            Assert.Equal(expected, await fixture.Others.Records(owners[at], 1));
        }

        var connections = await fixture.Query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'few'");
        Assert.InRange(int.Parse(connections, CultureInfo.InvariantCulture), 1, 2);
    }

    [Fact]
    public async Task What_waits_is_bounded_by_its_bytes_and_what_is_beyond_is_refused_as_not_made()
    {
        const int Bytes = 256 * 1024;
        const int Most = (int)(AppendQueue.MaxWaitingBytes / Bytes);
        var owners = await Begin(Most + 100);
        var journals = fixture.NewJournals("bounded;Command Timeout=600");
        var appends = new List<Task<StorageResult>>();
        await using (await fixture.Begin("LOCK TABLE lockers_records IN ACCESS EXCLUSIVE MODE"))
        {
            foreach (var owner in owners) appends.Add(journals.Append(owner, 1, new byte[Bytes], Stop));

            // Two statements of up to 1 MiB are on their way.
            Assert.InRange(appends.Count(append => append.IsFaulted), 100 - (2 * 4), 100);
        }

        for (var at = 0; at < owners.Length; at++)
        {
            if (!appends[at].IsFaulted)
            {
                Assert.Equal(Done, await appends[at]);
                continue;
            }

            Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => appends[at])).NotMade);
            Assert.Equal("", await journals.Records(owners[at], 1));
            Assert.Equal(Done, await journals.Append(owners[at], 1, "later"));
        }
    }

    [Fact]
    public async Task Chunks_that_wait_are_bounded_too()
    {
        const int Bytes = 2 * 1024 * 1024;
        var owners = await Begin(40);
        var journals = fixture.NewJournals("bounded;Command Timeout=600");
        var writes = new List<Task<StorageResult>>();
        await using (await fixture.Begin("LOCK TABLE lockers_chunks IN ACCESS EXCLUSIVE MODE"))
        {
            foreach (var owner in owners) writes.Add(journals.WriteChunk(owner, new(1, 0), 0, new byte[Bytes], Stop));
            Assert.InRange(writes.Count(write => write.IsFaulted), 40 - 32 - 2, 40 - 32);
        }

        foreach (var write in writes.Where(write => !write.IsFaulted)) Assert.Equal(Done, await write);
        foreach (var write in writes.Where(write => write.IsFaulted))
        {
            Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => write)).NotMade);
        }
    }

    [Fact]
    public async Task Two_nodes_that_append_the_same_records_in_opposite_orders_are_both_done()
    {
        var owners = await Begin(100);
        for (var number = 1; number <= 20; number++)
        {
            var (here, there) = (Append(fixture.Journals, owners, "here"), Append(fixture.Others, owners.Reverse(), "there"));
            Assert.All(await here, result => Assert.Equal(Done, result));
            Assert.All(await there, result => Assert.Equal(Done, result));

            Task<StorageResult[]> Append(IJournalStorage journals, IEnumerable<OwnerEpoch> owners, string text)
            {
                var at = number;
                return Task.Run(() => Task.WhenAll(owners.Select(owner => journals.Append(owner, at, text))));
            }
        }

        foreach (var owner in owners) Assert.Equal(20, (await fixture.Journals.AllRecords(owner, 1)).Count);
    }

    [Fact]
    public async Task What_the_database_refuses_of_one_record_is_not_felt_by_the_others()
    {
        const string Constraint = "lockers_refused";
        await fixture.Query($"ALTER TABLE lockers_records ADD CONSTRAINT {Constraint} CHECK (bytes <> 'refused')");
        var owners = await Begin(41);

        // The first go out at once, each by itself; the others wait for them together.
        var appends = owners.Select((owner, at) => fixture.Journals.Append(owner, 1, at == 20 ? "refused" : "a")).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => appends[20]);
        appends.RemoveAt(20);
        Assert.All(await Task.WhenAll(appends), result => Assert.Equal(Done, result));
        await fixture.Query($"ALTER TABLE lockers_records DROP CONSTRAINT {Constraint}");
    }

    [Fact]
    public async Task A_record_that_is_given_up_before_its_turn_is_not_sent()
    {
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'given up' AND wait_event_type = 'Lock'";
        var owners = await Begin(40);
        var journals = fixture.NewJournals("given up;Command Timeout=600");
        using var given = new CancellationTokenSource();
        var kept = new List<Task<StorageResult>>();
        await using (await fixture.Begin("LOCK TABLE lockers_records IN ACCESS EXCLUSIVE MODE"))
        {
            // Two statements wait for the table; what comes behind them waits for its turn.
            for (var statements = 1; statements <= 2; statements++)
            {
                kept.Add(journals.Append(owners[statements], 1, "a"));
                await Until.Holds(
                    async () => await fixture.Query(Waiting) == $"{statements}",
                    TestDeadlines.Step, () => $"{statements} statements wait for the table", Stop);
            }

            var givenUp = owners[20..].Select(owner => journals.Append(owner, 1, StorageCalls.Bytes("given up"), given.Token)).ToList();
            await given.CancelAsync();
            foreach (var append in givenUp) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        }

        Assert.All(await Task.WhenAll(kept), result => Assert.Equal(Done, result));
        foreach (var owner in owners[20..]) Assert.Equal(Done, await journals.Append(owner, 1, "b"));
        foreach (var owner in owners[20..]) Assert.Equal("b", await journals.Records(owner, 1));
    }

    [Fact]
    public async Task When_connections_are_cut_nobody_is_told_wrong_and_a_repeat_is_done()
    {
        using var end = new CancellationTokenSource();
        var journals = fixture.NewJournals("cut");
        var owners = await Begin(20);
        var writing = Task.WhenAll(owners.Select(owner => Task.Run(() => AppendUntil(journals, owner, end.Token))));
        for (var round = 0; round < 10; round++)
        {
            await fixture.Query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'");
        }

        await end.CancelAsync();
        var written = await writing;

        Assert.Contains(written, one => one.Failed > 0);
        for (var at = 0; at < owners.Length; at++)
        {
            var numbers = string.Join(' ', Enumerable.Range(1, written[at].Appended));
            Assert.Equal(numbers, await fixture.Others.Records(owners[at], 1));
        }
    }

    private static async Task<(int Appended, int Failed)> AppendUntil(PostgresJournals journals, OwnerEpoch owner, CancellationToken end)
    {
        var (number, failed) = (1, 0);
        while (true)
        {
            try
            {
                Assert.Equal(Done, await journals.Append(owner, number, $"{number}"));
                if (end.IsCancellationRequested) return (number, failed);
                number++;
            }
            catch (NpgsqlException)
            {
                failed++;
            }
        }
    }

    private Task<OwnerEpoch[]> Begin(int journals) =>
        Task.WhenAll(Enumerable.Range(0, journals).Select(_ => fixture.Others.Begin($"l.{Guid.NewGuid():N}")));
}
