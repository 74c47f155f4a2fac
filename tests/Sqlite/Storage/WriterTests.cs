using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Sqlite;
using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Sqlite.Storage;

/// <summary>The one thread that writes, and what waits for it.</summary>
public sealed class WriterTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_there_after_the_file_was_closed_and_opened()
    {
        OwnerEpoch owner;
        SegmentId segment;
        await using (var journals = _folder.Open())
        {
            owner = await journals.Begin("a");
            await journals.AppendAll(owner, 1, "x", "y");
            segment = await journals.WriteAll(owner, 0, "c", "d");
        }

        await using var again = _folder.Open();

        Assert.Equal(owner, (await again.Read("a"))!.Owner);
        Assert.Equal("x y", await again.Records(owner, 1));
        Assert.Equal("c d", await again.Chunks(owner, segment));
    }

    [Fact]
    public async Task Journals_of_another_service_are_others()
    {
        await using (var journals = _folder.Open()) await journals.Begin("a");
        await using var other = new SqliteJournals(_folder.Data, "other", TimeProvider.System, NullLogger<SqliteJournals>.Instance);

        Assert.Null(await other.Read("a"));
        await other.Begin("a");
    }

    [Fact]
    public async Task Beyond_the_bound_of_bytes_that_wait_an_append_is_refused_and_surely_not_made()
    {
        await using var journals = _folder.Open();
        var owners = await Task.WhenAll(Enumerable.Range(0, 12).Select(at => journals.Begin($"j{at}")));
        var record = new byte[12 * 1024 * 1024];

        // Somebody else writes, so the writer waits.
        List<Task<StorageResult>> appends;
        using (var holder = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.Data};Pooling=False"))
        {
            holder.Open();
            using var transaction = holder.BeginTransaction(deferred: false);
            appends = [.. owners.Select(owner => journals.Append(owner, 1, record))];
            transaction.Rollback();
        }

        var refused = 0;
        for (var at = 0; at < appends.Count; at++)
        {
            try
            {
                Assert.Equal(Done, await appends[at].Within(Deadline, TimeProvider.System, Stop));
                Assert.Single(await journals.AllRecords(owners[at], 1));
            }
            catch (StorageUnavailableException refusal)
            {
                refused++;
                Assert.True(refusal.NotMade);
                Assert.Empty(await journals.AllRecords(owners[at], 1));
            }
        }

        Assert.InRange(refused, 1, owners.Length - 5);
        Assert.Equal(Done, await journals.Append(owners[0], 2, "goes on"));
    }

    [Fact]
    public async Task A_change_that_cannot_be_made_fails_alone()
    {
        await using var journals = _folder.Open();
        var owners = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => journals.Begin($"j{at}")));
        TempFolder.Run(_folder.Data, $"CREATE TRIGGER refuses BEFORE INSERT ON records WHEN NEW.journal = {owners[3].Journal} BEGIN SELECT RAISE(ABORT, 'no'); END");

        for (var number = 1; number <= 20; number++)
        {
            var appends = owners.Select(owner => journals.Append(owner, number, "x")).ToList();
            for (var at = 0; at < owners.Length; at++)
            {
                if (at == 3) Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => appends[3])).NotMade);
                else Assert.Equal(Done, await appends[at]);
            }
        }
    }

    [Fact]
    public async Task Rows_of_erased_journals_go_in_the_background_and_after_the_next_start()
    {
        await using (var journals = _folder.Open())
        {
            var owner = await journals.Begin("gone");
            await journals.AppendAll(owner, 1, [.. Enumerable.Range(0, 700).Select(_ => "record")]);
            await journals.WriteAll(owner, 0, [.. Enumerable.Range(0, 30).Select(_ => "chunk")]);
            Assert.Equal(Done, await journals.Erase(owner));
            Assert.Equal("", await journals.Records(owner, 1));
            await IsEmpty();

            owner = await journals.Begin("gone");
            await journals.AppendAll(owner, 1, [.. Enumerable.Range(0, 700).Select(_ => "record")]);
        }

        // As a node that was killed behind an erasure leaves them.
        TempFolder.Run(_folder.Data, "UPDATE journals SET name = NULL");
        await using var again = _folder.Open();
        await IsEmpty();

        Task IsEmpty() => Until.Holds(
            () => Task.FromResult(TempFolder.Run(_folder.Data, "SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM chunks) + (SELECT count(*) FROM journals)") is 0L),
            Deadline, () => "the rows are gone", Stop);
    }

    [Fact]
    public async Task The_log_is_copied_into_the_file_again_and_again()
    {
        await using var journals = _folder.Open();
        var owner = await journals.Begin("a");
        var record = new byte[1024 * 1024];
        for (var number = 1; number <= 150; number++) Assert.Equal(Done, await journals.Append(owner, number, record));

        Assert.InRange(new FileInfo($"{_folder.Data}-wal").Length, 1, 64 * 1024 * 1024);
        Assert.InRange(new FileInfo(_folder.Data).Length, 100 * 1024 * 1024, 200 * 1024 * 1024);
    }

    [Fact]
    public async Task Room_of_what_was_deleted_is_used_again()
    {
        await using var journals = _folder.Open();
        var owner = await journals.Begin("a");
        var record = new byte[100_000];
        for (var number = 1; number <= 1000; number++)
        {
            Assert.Equal(Done, await journals.Append(owner, number, record));
            if (number % 50 == 0) Assert.Equal(Done, await journals.Delete(owner, number - 49, number + 1));
        }

        Assert.InRange(new FileInfo(_folder.Data).Length, 0, 40 * 1024 * 1024);
    }
}
