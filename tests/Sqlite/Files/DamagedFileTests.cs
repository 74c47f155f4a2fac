using System.Buffers.Binary;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Files;

/// <summary>Pages that a disk has spoilt. What SQLite cannot notice of them, the journals' checksums do.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Journals = 20;
    private const int Records = 50;

    // SQLite's, and where a page of a tree has the number of its entries.
    private const int Page = 4096;
    private const int CellCount = 3;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_page_is_spoilt_no_call_hangs_or_ends_the_process_and_each_failure_names_the_file()
    {
        await Fill();
        var whole = await File.ReadAllBytesAsync(_folder.Data, TestContext.Current.CancellationToken);
        var (random, failures) = (new Random(1), 0);
        for (var page = 1; page < whole.Length / Page; page += 1 + (whole.Length / Page / 40))
        {
            var spoilt = (byte[])whole.Clone();
            if (page % 2 == 0) random.NextBytes(spoilt.AsSpan(page * Page, Page));
            else spoilt[(page * Page) + random.Next(64)] ^= 0xFF;
            failures += await Use(spoilt);
        }

        Assert.NotEqual(0, failures);
    }

    // SQLite cannot notice that: the page is a good one of a smaller tree.
    [Fact]
    public async Task Whatever_page_loses_its_last_entries_no_journal_and_no_record_is_missing_without_an_error()
    {
        await Fill();
        var whole = await File.ReadAllBytesAsync(_folder.Data, TestContext.Current.CancellationToken);
        var lost = 0;
        for (var page = 0; page < whole.Length / Page; page++)
        {
            var count = whole.AsMemory((page * Page) + (page == 0 ? 100 : 0) + CellCount, sizeof(ushort));
            var cells = BinaryPrimitives.ReadUInt16BigEndian(count.Span);
            if (cells is 0 or > Page / 4) continue;
            foreach (var left in (int[])[cells - 1, cells / 2])
            {
                BinaryPrimitives.WriteUInt16BigEndian(count.Span, (ushort)left);
                lost += await Use(whole);
            }

            BinaryPrimitives.WriteUInt16BigEndian(count.Span, cells);
        }

        Assert.NotEqual(0, lost);
        Assert.Equal(0, await Use(whole));
    }

    /// <summary>Opens a file, reads it and writes into it, as far as it goes.</summary>
    /// <returns>How many calls failed, or found out that something is missing.</returns>
    private async Task<int> Use(byte[] file)
    {
        await File.WriteAllBytesAsync(_folder.Data, file, TestContext.Current.CancellationToken);
        SqliteJournals journals;
        try
        {
            journals = _folder.Open();
        }
        catch (SqliteFileException refusal)
        {
            Assert.Contains(_folder.Data, refusal.Message, StringComparison.Ordinal);
            return 1;
        }

        var failures = 0;
        await using (journals)
        {
            for (var at = 0; at < Journals; at++)
            {
                try
                {
                    var manifest = Assert.IsType<StoredManifest>(await journals.Read($"j{at}"));
                    var there = (await journals.AllRecords(manifest.Owner, 1)).Count;
                    Assert.True(there == Records || manifest.LastRecord > there, $"j{at} has {there} records, and {manifest.LastRecord} is said to be the last");
                    if (manifest.LastRecord > there) failures++;
                    else await journals.Append(manifest.Owner, Records + 1, "goes on");
                }
                catch (Exception failure) when (failure is InvalidDataException or StorageUnavailableException or IOException)
                {
                    Assert.Contains(_folder.Data, failure.Message, StringComparison.Ordinal);
                    failures++;
                }
            }
        }

        return failures;
    }

    private async Task Fill()
    {
        await using var journals = _folder.Open();
        var owners = await Task.WhenAll(Enumerable.Range(0, Journals).Select(at => journals.Begin($"j{at}")));
        for (var number = 1; number <= Records; number++)
        {
            var record = Encoding.ASCII.GetBytes(new string((char)('a' + (number % 26)), 300));
            await Task.WhenAll(owners.Select(owner => journals.Append(owner, number, record)));
        }
    }
}
