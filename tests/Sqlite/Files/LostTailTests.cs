using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Files;

/// <summary>A file that lost what was written last: what is found out of that, and what cannot be.</summary>
public sealed class LostTailTests : IDisposable
{
    private const int Page = 4096;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_says_which_record_was_appended_last_whatever_became_of_its_records()
    {
        await using (var journals = _folder.Open())
        {
            var owner = await journals.Begin("a");
            Assert.Equal(0, (await journals.Read("a"))!.LastRecord);
            await journals.AppendAll(owner, 1, "1", "2", "3", "4", "5");
            await journals.Append(owner, 2, "again");
            await journals.Delete(owner, 1, 6);
            Assert.Equal(5, (await journals.Read("a"))!.LastRecord);
            await journals.AppendAll(owner, 6, "6", "7");
        }

        TempFolder.Run(_folder.Data, "DELETE FROM records WHERE number = 7");

        await using var again = _folder.Open();
        var read = (await again.Read("a"))!;
        Assert.Equal((7, "6"), (read.LastRecord, await again.Records(read.Owner, 6)));
    }

    [Fact]
    public async Task A_journal_that_is_erased_and_begun_anew_begins_with_no_record()
    {
        await using (var journals = _folder.Open())
        {
            var owner = await journals.Begin("a");
            await journals.AppendAll(owner, 1, "1", "2");
            await journals.Erase(owner);
            await journals.AppendAll(await journals.Begin("a"), 1, "1");
            Assert.Equal(1, (await journals.Read("a"))!.LastRecord);
        }

        await using var again = _folder.Open();
        Assert.Equal(1, (await again.Read("a"))!.LastRecord);
    }

    [Fact]
    public async Task A_file_of_the_first_version_gets_its_last_records_from_those_that_are_there()
    {
        await using (var journals = _folder.Open())
        {
            await journals.AppendAll(await journals.Begin("a"), 1, "1", "2", "3");
            await journals.Begin("b");
        }

        TempFolder.Run(_folder.Data, "DROP TABLE ends; PRAGMA user_version = 1");

        await using var again = _folder.Open();
        var (a, b) = ((await again.Read("a"))!, (await again.Read("b"))!);
        Assert.Equal((3, 0), (a.LastRecord, b.LastRecord));
        await again.AppendAll(a.Owner, 4, "4");
        await again.AppendAll(b.Owner, 1, "1");
        Assert.Equal((4, 1), ((await again.Read("a"))!.LastRecord, (await again.Read("b"))!.LastRecord));
    }

    [Theory]
    [InlineData("DELETE FROM journals WHERE name = 'a'")]
    [InlineData("DELETE FROM ends WHERE journal = 1")]
    public async Task A_list_of_journals_that_lost_one_is_refused(string loss)
    {
        await using (var journals = _folder.Open())
        {
            await journals.Begin("a");
            await journals.Begin("b");
        }

        TempFolder.Run(_folder.Data, loss);

        var refusal = Assert.Throws<SqliteFileException>(() => _folder.Open());
        Assert.Contains($"{_folder.Data} is damaged in the list of its journals: restore the file from a backup.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_behind_any_page_is_refused()
    {
        await using (var journals = _folder.Open())
        {
            for (var at = 0; at < 5; at++)
                await journals.AppendAll(await journals.Begin($"j{at}"), 1, [.. Enumerable.Range(1, 20).Select(number => new string('x', number * 50))]);
        }

        var whole = await File.ReadAllBytesAsync(_folder.Data, TestContext.Current.CancellationToken);
        Assert.InRange(whole.Length / Page, 20, 1000);
        for (var pages = 1; pages < whole.Length / Page; pages++)
        {
            await File.WriteAllBytesAsync(_folder.Data, whole[..(pages * Page)], TestContext.Current.CancellationToken);
            var refusal = Assert.Throws<SqliteFileException>(() => _folder.Open());
            Assert.Contains($"{_folder.Data} is damaged", refusal.Message, StringComparison.Ordinal);
        }

        // A file of no length is one that is not there yet.
        await File.WriteAllBytesAsync(_folder.Data, [], TestContext.Current.CancellationToken);
        await using var anew = _folder.Open();
        Assert.Null(await anew.Read("j0"));
    }

    // Of a whole file that is older nothing tells: it is what a backup is, and another program that closes the file deletes its log in good order.
    [Fact]
    public async Task A_file_whose_write_ahead_log_was_deleted_after_a_crash_is_what_it_was_when_the_log_was_copied_last()
    {
        await using (var journals = _folder.Open()) await journals.AppendAll(await journals.Begin("a"), 1, "1", "2");
        await using (var journals = _folder.Open())
        {
            await journals.AppendAll((await journals.Read("a"))!.Owner, 3, "3", "4");
            File.Copy(_folder.Data, _folder.In("without.db"));
            File.Copy(_folder.Data, _folder.In("with.db"));
            File.Copy($"{_folder.Data}-wal", $"{_folder.In("with.db")}-wal");
        }

        await using var without = _folder.Open(_folder.In("without.db"));
        await using var with = _folder.Open(_folder.In("with.db"));

        Assert.Equal((2, "1 2"), await Content(without));
        Assert.Equal((4, "1 2 3 4"), await Content(with));

        static async Task<(long Last, string Records)> Content(SqliteJournals journals)
        {
            var read = (await journals.Read("a"))!;
            return (read.LastRecord, await journals.Records(read.Owner, 1));
        }
    }

    // A log is checked by its frames' checksums: what follows the first bad one counts as never written, as after a loss of power.
    [Fact]
    public async Task A_write_ahead_log_that_was_cut_off_ends_with_the_last_commit_that_is_whole()
    {
        await using (var journals = _folder.Open())
        {
            await journals.AppendAll(await journals.Begin("a"), 1, "1", "2", "3", "4");
            File.Copy(_folder.Data, _folder.In("cut.db"));
            File.Copy($"{_folder.Data}-wal", $"{_folder.In("cut.db")}-wal");
        }

        using (var log = File.OpenWrite($"{_folder.In("cut.db")}-wal")) log.SetLength(log.Length - 1);

        await using var cut = _folder.Open(_folder.In("cut.db"));
        var read = (await cut.Read("a"))!;
        Assert.Equal((3, "1 2 3"), (read.LastRecord, await cut.Records(read.Owner, 1)));
    }
}
