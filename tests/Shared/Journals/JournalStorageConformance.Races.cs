using Lockers.Grains.Journal.Storage;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>Owners that race for a journal. Every round has a journal of its own.</content>
public abstract partial class JournalStorageConformance
{
    [Fact]
    public Task Of_creations_at_once_one_is_done() => Repeat(async _ =>
    {
        var name = NewName();
        var created = await Task.WhenAll(Enumerable.Range(0, 3).Select(at => Task.Run(() => Any(at).Create(name, $"{at}"))));
        var winner = Array.FindIndex(created, owner => owner is not null);
        Assert.Single(created, owner => owner is not null);
        Assert.Equal($"1 {winner}", await Storage.Manifest(name));
        Assert.Equal(created[winner], (await Storage.Read(name))!.Owner);
    });

    [Fact]
    public Task Of_takeovers_and_swaps_of_one_version_at_once_one_is_done() => Repeat(async round =>
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        var seen = Assert.IsType<StoredManifest>(await Storage.Read(name));
        var done = await Task.WhenAll(Enumerable.Range(0, 3).Select(at => Task.Run(async () => (at + round) % 3 == 0
            ? await Any(at).Swap(owner, 1, $"{at}") == Done
            : await Any(at).TakeOver(name, seen, $"{at}"))));
        Assert.Single(done, true);
        Assert.Equal($"2 {Array.IndexOf(done, true)}", await Storage.Manifest(name));
    });

    [Fact]
    public Task What_is_appended_while_another_takes_over_is_done_and_read_by_it_or_fenced_and_never_there() => Repeat(async round =>
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        var appending = Task.Run(() => AppendUntilFenced(before, $"{round}"));

        // The later owner comes before the first append at times, and behind some at others.
        var owner = await Elsewhere.TakeOver(name, behind: round % 4);
        var read = await Elsewhere.Records(owner, 1);
        var next = read.Length == 0 ? 1 : read.Split(' ').Length + 1;
        var first = await Elsewhere.Append(owner, next, "new");

        var done = await appending;
        Assert.Equal(Done, first);
        Assert.Equal(done, next - 1);
        var expected = Enumerable.Range(1, next - 1).Select(number => $"{round}.{number}").Append("new");
        Assert.Equal(string.Join(' ', expected), await Storage.Records(owner, 1));
    });

    [Fact]
    public Task A_chunk_that_is_written_while_another_takes_over_is_not_there_later_if_it_was_not_at_once() => Repeat(async round =>
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        var segment = new SegmentId(before.Epoch, 0);
        var writing = Task.Run(async () =>
        {
            var number = 0;
            while (await Any(number).Write(before, segment, number, $"{number}") == Done) number++;
            return number;
        });

        var owner = await Elsewhere.TakeOver(name, behind: round % 3);
        var read = await Elsewhere.Chunks(owner, segment);

        var done = await writing;
        Assert.Equal(string.Join(' ', Enumerable.Range(0, done)), read);
        Assert.Equal(read, await Storage.Chunks(owner, segment));
    });

    [Fact]
    public Task What_is_deleted_while_another_takes_over_is_gone_at_once_or_stays() => Repeat(async round =>
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        await Storage.AppendAll(before, 1, "a", "b", "c");
        var segment = await Storage.WriteAll(before, 0, "x", "y");
        var deleting = Task.Run(async () => (
            await Storage.Delete(before, 1, 2), await Storage.Delete(before, segment, segment with { Ordinal = 1 }), await Storage.Delete(before, 2, 3)));

        var owner = await Elsewhere.TakeOver(name, behind: round % 3);
        var (first, second, chunks) = (
            await Elsewhere.Records(owner, 1), await Elsewhere.Records(owner, 2), await Elsewhere.Chunks(owner, segment));

        var (one, all, two) = await deleting;
        Assert.Equal(two == Done ? "" : "b c", second);
        Assert.Equal(one == Done ? "" : "a b c", first);
        Assert.Equal(all == Done ? "" : "x y", chunks);
        Assert.Equal(second, await Storage.Records(owner, 2));
        Assert.Equal(chunks, await Storage.Chunks(owner, segment));
    });

    [Fact]
    public Task What_is_appended_while_the_journal_is_erased_does_not_come_into_the_next_one() => Repeat(async round =>
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        var owner = await Elsewhere.TakeOver(name);
        var late = Task.Run(() => Storage.Append(before, 1, "late"));
        var appending = Task.Run(() => AppendUntilFenced(owner, $"{round}"));

        Assert.Equal(Done, await Elsewhere.Erase(owner));
        var next = await Elsewhere.Begin(name);
        await Elsewhere.AppendAll(next, 1, "new");

        await appending;
        Assert.Equal(Fenced, await late);
        Assert.Equal("new", await Storage.Records(next, 1));
        Assert.Equal("", await Storage.Records(owner, 1));
    });

    [Fact]
    public Task Of_an_erasure_and_a_takeover_at_once_one_is_done() => Repeat(async _ =>
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        await Storage.AppendAll(owner, 1, "a");
        var seen = Assert.IsType<StoredManifest>(await Storage.Read(name));
        var (erasing, taking) = (Task.Run(() => Storage.Erase(owner)), Task.Run(() => Elsewhere.TakeOver(name, seen, "taken")));
        var (erased, taken) = (await erasing == Done, await taking);
        Assert.NotEqual(erased, taken);
        Assert.Equal(taken ? "2 taken" : "", await Storage.Manifest(name));
        Assert.Equal(taken ? "a" : "", await Storage.Records(owner, 1));
    });

    private IJournalStorage Any(int at) => at % 2 == 0 ? Storage : Elsewhere;

    /// <summary>Appends record behind record, each twice at once, as a repeat does that meets the first attempt still in flight.</summary>
    /// <returns>How many are done.</returns>
    private async Task<int> AppendUntilFenced(OwnerEpoch owner, string text)
    {
        for (var number = 1; ; number++)
        {
            var (at, record) = (number, $"{text}.{number}");
            var results = await Task.WhenAll(Storage.Append(owner, at, record), Storage.Append(owner, at, record));
            if (!results.Contains(Done)) return number - 1;
        }
    }
}
