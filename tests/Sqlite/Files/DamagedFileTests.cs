using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Files;

/// <summary>Pages that a disk has spoilt. What SQLite cannot notice of them, the journals' checksums do.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Journals = 20;
    private const int Records = 50;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_page_is_spoilt_no_call_hangs_or_ends_the_process_and_each_failure_names_the_file()
    {
        await Fill();
        var whole = await File.ReadAllBytesAsync(_folder.Data, TestContext.Current.CancellationToken);
        var (random, failures) = (new Random(1), 0);
        for (var page = 1; page < whole.Length / 4096; page += 1 + (whole.Length / 4096 / 40))
        {
            var spoilt = (byte[])whole.Clone();
            if (page % 2 == 0) random.NextBytes(spoilt.AsSpan(page * 4096, 4096));
            else spoilt[(page * 4096) + random.Next(64)] ^= 0xFF;
            await File.WriteAllBytesAsync(_folder.Data, spoilt, TestContext.Current.CancellationToken);
            failures += await Use();
        }

        Assert.NotEqual(0, failures);
    }

    /// <summary>Opens the file, reads it and writes into it, as far as it goes.</summary>
    /// <returns>How many calls failed.</returns>
    private async Task<int> Use()
    {
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
                    if (await journals.Read($"j{at}") is not { } manifest) continue;
                    await journals.AllRecords(manifest.Owner, 1);
                    await journals.Append(manifest.Owner, Records + 1, "goes on");
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
