using Lockers.Grains.Interfaces;
using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Sqlite.Files;

/// <summary>Nothing is acknowledged into a file that is not where the next start looks for it.</summary>
public sealed class MovedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_was_moved_is_written_again_when_it_is_moved_back()
    {
        await using var journals = _folder.Open();
        var owner = await journals.Begin("a");
        await journals.AppendAll(owner, 1, "x");

        File.Move(_folder.Data, _folder.In("elsewhere.db"));
        Assert.Contains("elsewhere.db", (await Refused(journals)).Message, StringComparison.Ordinal);
        Assert.Equal("x", await journals.Records(owner, 1));
        Assert.Equal("1 begun", (await journals.Manifest("a"))[..7]);

        File.Move(_folder.In("elsewhere.db"), _folder.Data);
        await journals.AppendAll(owner, 2, "y");
        Assert.Equal("x y", await journals.Records(owner, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData(".lock")]
    public async Task Beside_a_file_that_was_deleted_nothing_is_acknowledged(string part)
    {
        await using var journals = _folder.Open();
        var owner = await journals.Begin("a");
        await journals.AppendAll(owner, 1, "x");

        File.Delete($"{_folder.Data}{part}");

        var refusal = await Refused(journals);
        Assert.Contains($"{_folder.Data}{part} (deleted)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("GET /registry/dump", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("x", await journals.Records(owner, 1));
    }

    [Fact]
    public async Task A_file_that_another_one_took_the_place_of_is_written_no_more()
    {
        await using (var other = _folder.Open(_folder.In("other.db"))) await other.Begin("other");
        await using var journals = _folder.Open();
        await journals.Begin("a");

        File.Move(_folder.In("other.db"), _folder.Data, overwrite: true);

        await Refused(journals);
        Assert.NotNull(await journals.Read("a"));
        Assert.Null(await journals.Read("other"));
    }

    [Fact]
    public async Task A_folder_that_was_moved_counts_too()
    {
        await using var journals = _folder.Open(_folder.In("one/lockers.db"));
        await journals.Begin("a");

        Directory.Move(_folder.In("one"), _folder.In("two"));

        await Refused(journals);
    }

    [Fact]
    public async Task A_file_that_goes_while_appends_are_under_way_has_all_that_was_acknowledged()
    {
        var acknowledged = 0;
        await using (var journals = _folder.Open())
        {
            var owner = await journals.Begin("a");
            var moving = Task.CompletedTask;
            try
            {
                for (var number = 1; ; number++)
                {
                    if (number == 50) moving = Task.Run(() => File.Move(_folder.Data, _folder.In("elsewhere.db")), TestContext.Current.CancellationToken);
                    Assert.Equal(Done, await journals.Append(owner, number, $"{number}"));
                    acknowledged = number;
                }
            }
            catch (Exception refusal) when (refusal is StorageUnavailableException or IOException)
            {
                await moving;
            }

            File.Move(_folder.In("elsewhere.db"), _folder.Data);
        }

        await using var again = _folder.Open();
        Assert.InRange((await again.AllRecords((await again.Read("a"))!.Owner, 1)).Count, acknowledged, acknowledged + 1);
    }

    private static async Task<StorageUnavailableException> Refused(SqliteJournals journals)
    {
        var owner = (await journals.Read("a"))!.Owner;
        StorageUnavailableException? refusal = null;
        for (var time = 0; time < 3; time++)
        {
            refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => journals.Append(owner, 100 + time, "lost"));
            Assert.True(refusal.NotMade);
        }

        Assert.Equal("", await journals.Records(owner, 100));
        return refusal!;
    }
}
