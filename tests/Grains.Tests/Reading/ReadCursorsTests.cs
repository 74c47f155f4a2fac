using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public sealed class ReadCursorsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReadLimit _node = new(ReadLimit.OfNode);
    private readonly ReadCursors _reads;

    public ReadCursorsTests() => _reads = new ReadCursors(_node, _time);

    public void Dispose() => _reads.Dispose();

    [Fact]
    public async Task A_read_of_one_page_is_whole_at_once_and_does_not_stay_open()
    {
        var release = new Release();

        var page = await _reads.Open(Pages(1), release);

        Assert.Equal((Outcome.Done, 0L, 0), (page.Outcome, page.Read, page.Number));
        Assert.Equal("page 0;", Text(page));
        Assert.Equal(0, _reads.Count);
        Assert.True(release.IsDone);
    }

    [Fact]
    public async Task Pages_come_one_after_the_other_and_the_last_ends_the_read()
    {
        var release = new Release();
        var first = await _reads.Open(Pages(3), release);
        Assert.Equal("page 0;", Text(first));
        Assert.Equal(1, _reads.Count);

        var second = await _reads.Next(first.Read, 1);
        Assert.Equal("page 1;", Text(second));
        Assert.Equal(first.Read, second.Read);
        Assert.False(release.IsDone);

        var last = await _reads.Next(first.Read, 2);
        Assert.Equal("page 2;", Text(last));
        Assert.Equal(0, last.Read);
        Assert.Equal(0, _reads.Count);
        Assert.True(release.IsDone);
        Assert.Equal(Outcome.NotFound, (await _reads.Next(first.Read, 3)).Outcome);
    }

    // Buffers are used again: not those of pages that are still read.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_page_stays_as_it_is_while_others_are_rendered(int pages)
    {
        var first = await _reads.Open(Pages(pages));
        await OpenOthers();
        Assert.Equal("page 0;", Text(first));

        var last = pages == 1 ? first : await _reads.Next(first.Read, 1);
        await OpenOthers();
        Assert.Equal($"page {pages - 1};", Text(last));
    }

    [Fact]
    public async Task The_same_page_can_be_asked_for_again()
    {
        var first = await _reads.Open(Pages(3));
        Assert.Equal("page 0;", Text(await _reads.Next(first.Read, 0)));
        await _reads.Next(first.Read, 1);

        Assert.Equal("page 1;", Text(await _reads.Next(first.Read, 1)));
        Assert.Equal("page 2;", Text(await _reads.Next(first.Read, 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public async Task Any_other_page_is_not_found(int number)
    {
        var first = await _reads.Open(Pages(5));
        await _reads.Next(first.Read, 1);

        Assert.Equal(Outcome.NotFound, (await _reads.Next(first.Read, number)).Outcome);
    }

    [Fact]
    public async Task An_unknown_read_is_not_found()
    {
        Assert.Equal(ReadPage.NotFound, await _reads.Next(12345, 1));
        _reads.End(12345);
    }

    [Fact]
    public async Task A_read_that_is_given_up_releases_what_it_reads_from()
    {
        var release = new Release();
        var first = await _reads.Open(Pages(3), release);

        _reads.End(first.Read);

        await release.Done;
        Assert.Equal(0, _reads.Count);
        Assert.Equal(Outcome.NotFound, (await _reads.Next(first.Read, 1)).Outcome);
    }

    [Fact]
    public async Task A_read_that_nobody_asks_for_ends_by_itself()
    {
        var release = new Release();
        var first = await _reads.Open(Pages(5), release);

        _time.Advance(ReadCursors.IdleLimit - TimeSpan.FromTicks(1));
        Assert.Equal(1, _reads.Count);
        _time.Advance(ReadCursors.IdleLimit);

        await release.Done;
        Assert.Equal(0, _reads.Count);
        Assert.Equal(Outcome.NotFound, (await _reads.Next(first.Read, 1)).Outcome);
    }

    [Fact]
    public async Task A_read_that_is_asked_for_now_and_then_stays()
    {
        var first = await _reads.Open(Pages(20));
        for (var number = 1; number < 19; number++)
        {
            _time.Advance(ReadCursors.IdleLimit * 0.9);
            Assert.Equal(Outcome.Done, (await _reads.Next(first.Read, number)).Outcome);
        }
    }

    [Fact]
    public async Task Reads_beyond_the_most_that_may_be_open_are_turned_away()
    {
        var firsts = new List<ReadPage>();
        for (var i = 0; i < ReadCursors.MaxOpen; i++) firsts.Add(await _reads.Open(Pages(2)));
        var release = new Release();

        Assert.Equal(ReadPage.Busy, await _reads.Open(Pages(2), release));
        Assert.True(release.IsDone);

        _reads.End(firsts[0].Read);
        Assert.Equal(Outcome.Done, (await _reads.Open(Pages(2))).Outcome);
    }

    [Fact]
    public async Task Reads_that_begin_at_the_same_time_count_against_the_most_that_may_be_open()
    {
        using var gate = new SemaphoreSlim(0);
        var opening = Enumerable.Range(0, ReadCursors.MaxOpen + 5).Select(_ => _reads.Open(page => Gated(page, gate)).AsTask()).ToList();
        gate.Release(opening.Count);

        var pages = await Task.WhenAll(opening);

        Assert.Equal(5, pages.Count(page => page.Outcome == Outcome.Busy));
        Assert.Equal(ReadCursors.MaxOpen, _reads.Count);
    }

    [Fact]
    public async Task Reads_beyond_the_most_of_a_node_are_turned_away_but_parts_of_others_are_not()
    {
        var node = new ReadLimit(2);
        using var reads = new ReadCursors(node, _time);
        using var others = new ReadCursors(node, _time);
        var first = await reads.Open(Pages(3));
        await others.Open(Pages(2));
        var release = new Release();

        Assert.Equal(ReadPage.Busy, await reads.Open(Pages(2), release));
        Assert.True(release.IsDone);
        Assert.Equal(ReadPage.Busy, await others.Open(Pages(1)));
        Assert.Equal(Outcome.Done, (await others.OpenPart(Pages(2))).Outcome);

        reads.End(first.Read);
        Assert.Equal(Outcome.Done, (await others.Open(Pages(2))).Outcome);
    }

    [Fact]
    public async Task Every_read_that_has_ended_is_counted_no_more_by_the_node()
    {
        await _reads.Open(Pages(1));
        var whole = await _reads.Open(Pages(2));
        await _reads.Next(whole.Read, 1);
        _reads.End((await _reads.Open(Pages(2))).Read);
        await Assert.ThrowsAsync<TimeoutException>(async () => await _reads.Open(page => Failing(page, 0)));
        var release = new Release();
        await _reads.Open(Pages(2), release);
        Assert.Equal(1, _node.Open);

        _reads.Dispose();

        await release.Done;
        Assert.Equal(0, _node.Open);
    }

    // A grain that is asked whether it may go must not go while a first page is rendered.
    [Fact]
    public async Task A_read_counts_from_its_beginning()
    {
        using var gate = new SemaphoreSlim(0);
        var opening = _reads.Open(page => Gated(page, gate)).AsTask();

        Assert.Equal(1, _reads.Count);
        gate.Release();
        await opening;
        Assert.Equal(1, _reads.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_rendering_that_fails_ends_the_read_and_releases_what_it_reads_from(int good)
    {
        var release = new Release();
        var read = _reads.Open(page => Failing(page, good), release);

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            var first = await read;
            await _reads.Next(first.Read, 1);
        });

        await release.Done;
        Assert.Equal(0, _reads.Count);
    }

    [Fact]
    public async Task Disposing_releases_what_every_read_reads_from()
    {
        var releases = new[] { new Release(), new Release() };
        foreach (var release in releases) await _reads.Open(Pages(2), release);

        _reads.Dispose();

        await Task.WhenAll(releases.Select(release => release.Done));
        Assert.Equal(0, _reads.Count);
    }

    // From many threads: each has a buffer at hand that it gave back last.
    private async Task OpenOthers()
    {
        for (var turn = 0; turn < 20; turn++)
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await _reads.Open(page => Rendering.Of(Of(page, 1, "OTHERS"))))));
    }

    private static string Text(ReadPage page) => Encoding.UTF8.GetString(page.Bytes.Span);

    private static Func<PageWriter, IAsyncEnumerable<PageBreak>> Pages(int count) => page => Rendering.Of(Of(page, count));

    private static IEnumerable<PageBreak> Of(PageWriter page, int count, string text = "page")
    {
        for (var number = 0; number < count; number++)
        {
            page.Raw(Encoding.UTF8.GetBytes($"{text} {number};"));
            if (number < count - 1) yield return default;
        }
    }

    private static async IAsyncEnumerable<PageBreak> Gated(PageWriter page, SemaphoreSlim gate)
    {
        await gate.WaitAsync();
        page.Raw("x"u8);
        yield return default;
    }

    private static async IAsyncEnumerable<PageBreak> Failing(PageWriter page, int good)
    {
        await Task.Yield();
        for (var number = 0; number < good; number++)
        {
            page.Raw("x"u8);
            yield return default;
        }

        throw new TimeoutException();
    }

    private sealed class Release : IDisposable
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDone => _done.Task.IsCompleted;

        public Task Done => _done.Task.WaitAsync(TestDeadlines.Step);

        public void Dispose() => _done.TrySetResult();
    }
}
