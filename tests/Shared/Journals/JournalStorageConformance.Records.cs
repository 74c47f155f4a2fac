using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>Log records.</content>
public abstract partial class JournalStorageConformance
{
    [Fact]
    public async Task Records_are_read_in_order_from_any_number_on()
    {
        var owner = await Storage.Begin(NewName());
        Assert.Equal("", await Storage.Records(owner, 1));
        await Storage.AppendAll(owner, 1, [.. Enumerable.Range(1, 12).Select(number => $"{number}")]);

        Assert.Equal("1 2 3 4 5 6 7 8 9 10 11 12", await Elsewhere.Records(owner, 1));
        Assert.Equal("9 10 11 12", await Elsewhere.Records(owner, 9));
        Assert.Equal("12", await Elsewhere.Records(owner, 12));
        Assert.Equal("", await Elsewhere.Records(owner, 13));
        Assert.Equal("", await Elsewhere.Records(owner, long.MaxValue));
    }

    [Fact]
    public async Task Records_begin_at_any_number()
    {
        const long First = 5_000_000_000;
        var owner = await Storage.Begin(NewName());
        await Storage.AppendAll(owner, First, "a", "b");
        Assert.Equal("a b", await Storage.Records(owner, First));
        Assert.Equal("b", await Storage.Records(owner, First + 1));
        Assert.Equal("", await Storage.Records(owner, First - 1));
    }

    [Fact]
    public async Task An_append_that_is_repeated_is_done_and_keeps_the_bytes()
    {
        var owner = await Storage.Begin(NewName());
        await Storage.AppendAll(owner, 1, "a", "b");
        Assert.Equal(Done, await Storage.Append(owner, 2, "b"));
        Assert.Equal(Done, await Elsewhere.Append(owner, 2, "x"));
        Assert.Equal(Done, await Storage.Append(owner, 1, "x"));
        await Storage.AppendAll(owner, 3, "c");
        Assert.Equal("a b c", await Storage.Records(owner, 1));
    }

    [Fact]
    public async Task Appends_that_are_repeated_while_they_are_in_flight_are_all_done()
    {
        var owner = await Storage.Begin(NewName());
        for (var number = 1; number <= 20; number++)
        {
            var (at, text) = (number, $"{number}");
            var tries = Enumerable.Range(0, 4).Select(attempt => Task.Run(() => (attempt % 2 == 0 ? Storage : Elsewhere).Append(owner, at, text)));
            Assert.All(await Task.WhenAll(tries), result => Assert.Equal(Done, result));
        }

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 20)), await Storage.Records(owner, 1));
    }

    [Fact]
    public async Task Records_are_deleted_by_ranges_and_reads_end_at_the_first_that_is_missing()
    {
        var owner = await Storage.Begin(NewName());
        await Storage.AppendAll(owner, 1, "a", "b", "c", "d", "e", "f");
        Assert.Equal(Done, await Storage.Delete(owner, 1, 1));
        Assert.Equal("a b c d e f", await Storage.Records(owner, 1));

        Assert.Equal(Done, await Storage.Delete(owner, 1, 3));
        Assert.Equal(Done, await Storage.Delete(owner, 1, 3));
        Assert.Equal("", await Elsewhere.Records(owner, 1));
        Assert.Equal("", await Elsewhere.Records(owner, 2));
        Assert.Equal("c d e f", await Elsewhere.Records(owner, 3));

        await Storage.AppendAll(owner, 7, "g");
        Assert.Equal(Done, await Storage.Delete(owner, 5, 6));
        Assert.Equal("c d", await Elsewhere.Records(owner, 3));
        Assert.Equal("f g", await Elsewhere.Records(owner, 6));
    }

    [Fact]
    public async Task Whole_ranges_of_records_are_deleted_and_no_other_journals()
    {
        var (owner, other) = (await Storage.Begin(NewName()), await Storage.Begin(NewName()));
        await Storage.AppendAll(owner, 1, "a", "b");
        await Storage.AppendAll(other, 1, "x", "y");
        Assert.Equal(Done, await Storage.Delete(owner, 1, 1_025));
        Assert.Equal("", await Storage.Records(owner, 1));
        Assert.Equal("x y", await Storage.Records(other, 1));
        await Storage.AppendAll(owner, 3, "c");
        Assert.Equal("c", await Storage.Records(owner, 3));
    }

    [Fact]
    public async Task Records_of_many_journals_are_appended_at_once()
    {
        var owners = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Storage.Begin(NewName())));
        var before = owners[0] with { Epoch = 7 };
        await Task.WhenAll(owners.Select((owner, at) => Task.Run(async () =>
        {
            for (var number = 1; number <= 5; number++)
            {
                var storage = at % 2 == 0 ? Storage : Elsewhere;
                Assert.Equal(Done, await storage.Append(owner, number, $"{at}.{number}"));
                Assert.Equal(Fenced, await storage.Append(before, number, "late"));
            }
        })));

        for (var at = 0; at < owners.Length; at++)
        {
            Assert.Equal($"{at}.1 {at}.2 {at}.3 {at}.4 {at}.5", await Storage.Records(owners[at], 1));
        }
    }

    [Fact]
    public async Task Records_are_read_while_others_are_appended()
    {
        var owner = await Storage.Begin(NewName());
        var appended = 0;
        var writing = Task.Run(async () =>
        {
            for (var number = 1; number <= 100; number++)
            {
                Assert.Equal(Done, await Storage.Append(owner, number, $"{number}"));
                Volatile.Write(ref appended, number);
            }
        }, TestContext.Current.CancellationToken);
        bool last;
        do
        {
            last = writing.IsCompleted;
            var least = Volatile.Read(ref appended);
            var read = await Elsewhere.AllRecords(owner, 1);
            Assert.InRange(read.Count, least, 100);
            Assert.Equal(Enumerable.Range(1, read.Count).Select(number => $"{number}"), read.Select(record => StorageCalls.Text(record)));
        }
        while (!last);
        await writing;
    }
}
