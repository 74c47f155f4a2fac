using Lockers.Silo.Sqlite;
using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Crashes;

/// <summary>The power goes at any moment, and with it what was written and not synchronised: what was acknowledged is there.</summary>
public sealed class PowerLossTests : IDisposable
{
    private readonly TempFolder _folder = new();

    // The long form: LOCKERS_LONG=1.
    private static int Losses => Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 200 : 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_survives_the_loss_of_all_that_was_not_synchronised() =>
        await Lose(isLying: false, failsOneOf: 0, async loss => Assert.Empty(await Missing(loss)));

    [Fact]
    public async Task What_was_acknowledged_survives_on_a_disk_that_fails_to_synchronise_now_and_then() =>
        await Lose(isLying: false, failsOneOf: 5, async loss => Assert.Empty(await Missing(loss)));

    [Fact]
    public async Task On_a_disk_that_says_it_synchronises_and_does_not_the_test_finds_that_something_is_missing()
    {
        var missing = 0;
        await Lose(isLying: true, failsOneOf: 0, async loss =>
        {
            try
            {
                missing += (await Missing(loss)).Count;
            }
            catch (Exception damaged) when (damaged is SqliteFileException or IOException or InvalidDataException)
            {
                missing++;
            }
        });
        Assert.NotEqual(0, missing);
    }

    private async Task<List<string>> Missing(Loss loss)
    {
        await using var journals = _folder.Open(Path.Combine(loss.Folder, "lockers.db"));
        return await loss.Missing(journals);
    }

    private async Task Lose(bool isLying, int failsOneOf, Func<Loss, Task> check)
    {
        using var disk = new PowerLossDisk(_folder.Path, isLying);
        await using var journals = _folder.Open();
        var load = await Load.Start(journals, Stop);
        PowerLossDisk.FailOneOf(failsOneOf);
        var random = new Random(isLying ? 2 : 1);
        for (var time = 0; time < Losses; time++)
        {
            // Some appends further on, so that losses are spread over commits and checkpoints.
            var next = load.Acknowledged + random.Next(1, 40);
            await Until.Holds(() => Task.FromResult(load.Acknowledged >= next), TimeSpan.FromSeconds(60), () => "appends go on", Stop);
            var folder = _folder.In($"loss{time}");
            Directory.CreateDirectory(folder);
            var before = load.Now();
            PowerLossDisk.Lose(random, folder);
            await check(new(folder, before, load.Now()));
            Directory.Delete(folder, recursive: true);
        }

        PowerLossDisk.FailOneOf(0);
        await load.End();
        Assert.Equal(failsOneOf > 0, load.Failed > 0);
    }

    /// <summary>A loss, with what was acknowledged before it and what was begun to be deleted behind it.</summary>
    private sealed record Loss(string Folder, Load.State[] Before, Load.State[] Behind)
    {
        public async Task<List<string>> Missing(SqliteJournals journals)
        {
            var missing = new List<string>();
            for (var at = 0; at < Before.Length; at++)
            {
                if (await journals.Read(Load.Name(at)) is not { } manifest)
                {
                    missing.Add(Load.Name(at));
                    continue;
                }

                var first = Behind[at].Deleting;
                var records = await journals.AllRecords(manifest.Owner, first);
                for (var number = first; number <= Before[at].Appended; number++)
                {
                    var index = (int)(number - first);
                    if (index >= records.Count || !records[index].Span.SequenceEqual(Load.Record(at, number)))
                        missing.Add($"record {number} of {Load.Name(at)}");
                }
            }

            return missing;
        }
    }
}
