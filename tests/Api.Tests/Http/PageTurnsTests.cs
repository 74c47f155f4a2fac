using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Http;

public sealed class PageTurnsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PageTurns _turns;

    public PageTurnsTests() => _turns = new(_time, turns: 1);

    [Fact]
    public async Task A_page_is_rendered_when_those_before_it_are()
    {
        var (first, second) = (new Rendered(), new Rendered());
        var one = Next(first);
        var other = Next(second);
        Assert.Equal((1, 0), (first.Asked, second.Asked));

        first.Page.SetResult(Page(1));
        Assert.Equal(1, (await one).Number);
        await WasAsked(second);
        second.Page.SetResult(Page(2));
        Assert.Equal(2, (await other).Number);
    }

    [Fact]
    public async Task A_page_that_takes_long_holds_no_other_up()
    {
        var (hangs, second) = (new Rendered(), new Rendered());
        var one = Next(hangs);
        var other = Next(second);
        _time.Advance(PageTurns.Longest - TimeSpan.FromTicks(1));
        Assert.Equal(0, second.Asked);

        _time.Advance(TimeSpan.FromTicks(1));
        await WasAsked(second);
        second.Page.SetResult(Page(2));
        Assert.Equal(2, (await other).Number);
        Assert.False(one.IsCompleted);
        hangs.Page.SetResult(Page(1));
        Assert.Equal(1, (await one).Number);
    }

    [Fact]
    public async Task A_page_that_fails_ends_its_turn()
    {
        var (fails, second) = (new Rendered(), new Rendered());
        fails.Page.SetException(new StorageUnavailableException("away", notMade: true));
        second.Page.SetResult(Page(2));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Next(fails));
        Assert.Equal(2, (await Next(second)).Number);
    }

    [Fact]
    public async Task A_client_that_has_gone_takes_no_turn()
    {
        using var leaves = new CancellationTokenSource();
        var (first, gone, last) = (new Rendered(), new Rendered(), new Rendered());
        var one = Next(first);
        var waits = _turns.Next(gone, Page(0), leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);

        first.Page.SetResult(Page(1));
        last.Page.SetResult(Page(3));
        Assert.Equal(1, (await one).Number);
        Assert.Equal(3, (await Next(last)).Number);
        Assert.Equal(0, gone.Asked);
    }

    public void Dispose() => _turns.Dispose();

    private Task<ReadPage> Next(Rendered reads) => _turns.Next(reads, Page(0), TestContext.Current.CancellationToken);

    private static ReadPage Page(int number) => new(Outcome.Done, 1, number, default, 0);

    private static Task WasAsked(Rendered reads) => Until.Holds(
        () => Task.FromResult(reads.Asked > 0), TestDeadlines.Step, () => "the next page is asked for", TestContext.Current.CancellationToken);

    private sealed class Rendered : IReadCursors
    {
        private int _asked;

        public TaskCompletionSource<ReadPage> Page { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask<ReadPage> ReadNext(long read, int number)
        {
            Interlocked.Increment(ref _asked);
            return new(Page.Task);
        }

        public ValueTask EndRead(long read) => default;
    }
}
