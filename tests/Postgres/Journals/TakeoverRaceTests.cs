using Lockers.Grains.Journal.Storage;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Postgres.Journals;

/// <summary>Takeovers that meet statements in flight, over and over, from several connections.</summary>
[NeedsPostgres]
public sealed class TakeoverRaceTests(JournalFixture fixture) : IClassFixture<JournalFixture>
{
    private const int Journals = 16;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Whatever_a_new_owner_has_read_is_all_that_earlier_owners_have_appended()
    {
        var begun = TimeProvider.System.GetTimestamp();
        var takeovers = await Task.WhenAll(Enumerable.Range(0, Journals).Select(at => Task.Run(() => Race(at, begun))));
        TestContext.Current.TestOutputHelper?.WriteLine($"{takeovers.Sum()} takeovers of {Journals} journals");
    }

    // One journal that goes from owner to owner. Appends of all journals are in the same statements.
    private async Task<int> Race(int at, long begun)
    {
        var name = $"l.{Guid.NewGuid():N}";
        var owner = await fixture.Journals.Begin(name);
        var (takeovers, expected) = (0, new List<string>());
        while (TimeProvider.System.GetElapsedTime(begun) < Length)
        {
            IJournalStorage here = takeovers % 2 == 0 ? fixture.Journals : fixture.Others, there = takeovers % 2 == 0 ? fixture.Others : fixture.Journals;
            var (epoch, from) = (owner, expected.Count + 1);
            var appending = Task.Run(() => AppendUntilFenced(here, epoch, from));

            owner = await there.TakeOver(name, behind: (takeovers + at) % 3);
            var read = (await there.AllRecords(owner, 1)).ConvertAll(StorageCalls.Text);

            expected.AddRange(await appending);
            Assert.Equal(expected, read);
            takeovers++;
        }

        Assert.Equal(expected, (await fixture.Journals.AllRecords(owner, 1)).ConvertAll(StorageCalls.Text));
        return takeovers;
    }

    private static async Task<List<string>> AppendUntilFenced(IJournalStorage journals, OwnerEpoch owner, long number)
    {
        var done = new List<string>();
        while (true)
        {
            var record = $"{owner.Epoch}.{number}";
            if (await journals.Append(owner, number++, record) != Done) return done;
            done.Add(record);
        }
    }
}
