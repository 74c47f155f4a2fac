using Lockers.Grains.Interfaces;
using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Sqlite.Files;

/// <summary>A disk without room: nothing acknowledged is lost, and stores go on when there is room again.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_changes_loses_nothing_and_takes_them_when_there_is_room()
    {
        using var disk = Tmpfs.Mount(16);
        var made = 0;
        await using (var journals = _folder.Open(disk.In("lockers.db")))
        {
            var owners = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => journals.Begin($"j{at}")));
            for (var refused = 0; refused < 60;)
            {
                if (made == 20 && refused == 0) disk.Fill();
                try
                {
                    foreach (var owner in owners) Assert.Equal(Done, await journals.Append(owner, made + 1, Record(made)));
                    made++;
                }
                catch (StorageUnavailableException refusal)
                {
                    Assert.True(refusal.NotMade);
                    Assert.Contains("no room left", refusal.Message, StringComparison.Ordinal);
                    refused++;
                }
            }

            await Holds(journals, made);
            File.Delete(disk.In("filler"));
            foreach (var owner in owners) Assert.Equal(Done, await journals.Append(owner, made + 1, Record(made)));
            made++;
        }

        await using var again = _folder.Open(disk.In("lockers.db"));
        await Holds(again, made);
    }

    [Fact]
    public async Task What_was_acknowledged_on_a_full_disk_survives_the_loss_of_the_process()
    {
        using var disk = Tmpfs.Mount(16);
        await using var journals = _folder.Open(disk.In("lockers.db"));
        var owner = await journals.Begin("j0");
        var made = 0;
        disk.Fill();
        try
        {
            for (; made < 10_000; made++) Assert.Equal(Done, await journals.Append(owner, made + 1, Record(made)));
        }
        catch (StorageUnavailableException refusal)
        {
            Assert.True(refusal.NotMade);
        }

        Assert.InRange(made, 0, 9_999);

        // What a process that was killed here leaves.
        var copy = _folder.Data;
        foreach (var part in (string[])["", "-wal"]) File.Copy(disk.In($"lockers.db{part}"), $"{copy}{part}");
        await using var next = _folder.Open();
        await Holds(next, made);
    }

    [Fact]
    public void A_disk_that_is_full_at_the_start_is_said()
    {
        using var disk = Tmpfs.Mount(1);
        disk.Fill();

        var refusal = Assert.Throws<SqliteFileException>(() => _folder.Open(disk.In("lockers.db")));

        Assert.Contains(disk.In("lockers.db"), refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Record(int number)
    {
        var record = new byte[20_000];
        new Random(number).NextBytes(record);
        return record;
    }

    private static async Task Holds(SqliteJournals journals, int made)
    {
        for (var at = 0; await journals.Read($"j{at}") is { } manifest; at++)
        {
            var records = await journals.AllRecords(manifest.Owner, 1);
            Assert.InRange(records.Count, made, made + 1);
            for (var i = 0; i < made; i++) Assert.True(records[i].Span.SequenceEqual(Record(i)), $"Record {i} of j{at} is another one.");
        }
    }
}
