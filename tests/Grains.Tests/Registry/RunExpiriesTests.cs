using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>Lockers that are closed by themselves.</summary>
public sealed class RunExpiriesTests : IAsyncLifetime
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryJournals _journals = new();
    private readonly SomeWork _work = new();
    private readonly List<string> _log = [];
    private LockerRegistry _registry = null!;

    public async ValueTask InitializeAsync() => await Activate();

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return default;
    }

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_locker_is_closed_when_its_time_is_over(string label) => GrainThread.Run(async () =>
    {
        await _registry.Adopt(label, 0);
        var before = _registry.Find(label)!;
        var expires = (_time.GetUtcNow() + Ttl).UtcTicks;
        Assert.Equal(before with { Expires = expires }, await _registry.SetTtl(label, Ttl));
        _time.Advance(Ttl - TimeSpan.FromMilliseconds(1));
        await Task.Yield();
        Assert.NotNull(_registry.Find(label));

        await PassUntil(() => _registry.Find(label) is null && _work.Advances.Count > 0);

        Assert.Equal(new(label, before.Generation, 0, 0), Assert.Single(_work.Advances));
    });

    [Fact]
    public Task The_default_locker_is_current_behind_one_whose_time_is_over() => GrainThread.Run(async () =>
    {
        await _time.PassUntilEnded(_registry.Open("run"));
        await _registry.SetTtl("run", Ttl);

        await PassUntil(() => _registry.Find("run") is null);

        Assert.Equal(Names.Default, (await _registry.LeaseCurrent(null)).Label);
    });

    [Fact]
    public Task An_open_behind_the_end_of_a_run_begins_another_one() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("run", 0);
        await _registry.SetTtl("run", Ttl);
        var before = _registry.Find("run")!;
        _time.Advance(Ttl);

        await _time.PassUntilEnded(_registry.Open("run"));

        var after = _registry.Find("run")!;
        Assert.Equal(0, after.Expires);
        Assert.True(after.Generation > before.Generation);
        await PassUntil(() => _work.Advances.Count > 0);
        Assert.NotNull(_registry.Find("run"));
    });

    [Fact]
    public Task The_next_activation_closes_what_the_one_before_has_not() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("run", 0);
        await _registry.SetTtl("run", Ttl);
        _registry.Stop();
        _time.Advance(2 * Ttl);
        await Task.Yield();

        await Activate();

        await PassUntil(() => _registry.Find("run") is null && _work.Advances.Count > 0);
    });

    [Fact]
    public Task A_locker_that_is_given_more_time_or_no_end_is_not_closed_before() => GrainThread.Run(async () =>
    {
        foreach (var label in (string[])["longer", "ever", "shorter"])
        {
            await _registry.Adopt(label, 0);
            await _registry.SetTtl(label, 2 * Ttl);
        }

        await _registry.SetTtl("longer", 4 * Ttl);
        await _registry.SetTtl("ever", TimeSpan.Zero);
        await _registry.SetTtl("shorter", Ttl);
        await PassUntil(() => _registry.Find("shorter") is null);
        Assert.True(_time.GetUtcNow() < _time.Start + (2 * Ttl));
        _time.Advance(2 * Ttl);
        await Task.Yield();
        Assert.NotNull(_registry.Find("longer"));

        await PassUntil(() => _registry.Find("longer") is null);

        Assert.Equal(0, _registry.Find("ever")!.Expires);
    });

    [Fact]
    public Task A_clear_keeps_the_time_and_a_close_ends_it() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("run", 0);
        await _registry.SetTtl("run", Ttl);
        await _registry.Clear("run");
        Assert.NotEqual(0, _registry.Find("run")!.Expires);

        await _registry.Close("run");
        await _registry.Adopt("run", 0);

        Assert.Equal(0, _registry.Find("run")!.Expires);
        _time.Advance(2 * Ttl);
        await Task.Yield();
        Assert.NotNull(_registry.Find("run"));
    });

    [Fact]
    public Task What_cannot_be_closed_has_no_time() => GrainThread.Run(async () =>
    {
        Assert.Null(await _registry.SetTtl(Names.Default, Ttl));
        Assert.Null(await _registry.SetTtl("unknown", Ttl));
    });

    [Fact]
    public Task A_close_that_cannot_be_decided_is_tried_again() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("run", 0);
        await _registry.SetTtl("run", Ttl);
        _journals.IsAway = true;
        for (var steps = 0; steps < 300; steps++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.NotNull(_registry.Find("run"));
        _journals.IsAway = false;

        await PassUntil(() => _registry.Find("run") is null);
    });

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_locker_of_a_load_that_is_carried_out_later_than_it_is_answered_is_closed_in_time(string label) => GrainThread.Run(async () =>
    {
        _work.Refuses.Add(label);
        var commit = await CommitLoad(label);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(commit));
        _work.Refuses.Clear();

        await PassUntil(() => _registry.Find(label) is null && _work.Advances[^1].Next == 0);
    });

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_locker_of_a_load_that_the_next_activation_carries_out_is_closed_in_time(string label) => GrainThread.Run(async () =>
    {
        _work.Hangs.Add(label);
        var commit = await CommitLoad(label);
        await PassUntil(() => _work.Advances.Count > 0);
        Assert.False(commit.IsCompleted);
        _registry.Stop();
        _work.Hangs.Clear();

        await Activate();

        await PassUntil(() => _registry.Find(label) is null && _work.Advances[^1].Next == 0);
    });

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_store_behind_the_end_of_a_run_begins_another_one(string label) => GrainThread.Run(async () =>
    {
        var ended = await Overdue(label);

        var adopt = _registry.Adopt(label, 0).AsTask();
        await _time.PassUntilEnded(adopt);

        Assert.True(await adopt > ended);
        Assert.Equal(new(label, ended, 0, 0), Assert.Single(_work.Advances));
        Assert.Equal(0, _registry.Find(label)!.Expires);
    });

    [Fact]
    public Task A_store_that_means_a_run_that_is_over_is_not_adopted() => GrainThread.Run(async () =>
    {
        var ended = await Overdue("run");

        var adopt = _registry.Adopt("run", ended).AsTask();
        await _time.PassUntilEnded(adopt);

        Assert.Equal(0, await adopt);
        Assert.Null(_registry.Find("run"));
    });

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_run_that_is_over_is_not_cleared_and_given_no_more_time(string label) => GrainThread.Run(async () =>
    {
        await Overdue(label);

        var (clear, ttl) = (_registry.Clear(label), _registry.SetTtl(label, TimeSpan.Zero));
        await _time.PassUntilEnded(Task.WhenAll(clear, ttl));

        Assert.Equal(Outcome.NotFound, (await clear).Outcome);
        Assert.Null(await ttl);
        Assert.Null(_registry.Find(label));
    });

    [Theory]
    [InlineData("run")]
    [InlineData("/tools/run")]
    public Task A_load_of_one_locker_behind_its_end_begins_another_one(string label) => GrainThread.Run(async () =>
    {
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [new(label, 0, 1, 1, Used: true, Current: false)], []);
        var ended = await Overdue(label);

        var commit = _registry.Loads.CommitLocker(load, label);
        await _time.PassUntilEnded(commit);

        Assert.Equal(Outcome.Done, await commit);
        var loaded = _registry.Find(label)!;
        Assert.Equal(0, loaded.Expires);
        Assert.Equal([new(label, ended, 0, 0), new(label, 0, loaded.Generation, load)], _work.Advances);
    });

    [Fact]
    public Task A_store_behind_the_end_of_a_run_that_cannot_be_closed_yet_is_not_made() => GrainThread.Run(async () =>
    {
        await Overdue("run");
        _work.Refuses.Add("run");

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_registry.Adopt("run", 0).AsTask()));

        Assert.True(refused.NotMade);
    });

    [Fact]
    public Task A_locker_that_is_closed_by_itself_is_in_the_log_with_what_went() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("run", 0);
        await _registry.SetTtl("run", Ttl);

        await PassUntil(() => _log.Count > 0);

        Assert.Equal("Locker 'run' is closed: its time is over. Removed keys: 3, peers: 1", Assert.Single(_log));
    });

    [Fact]
    public Task A_locker_that_does_not_answer_holds_up_no_other() => GrainThread.Run(async () =>
    {
        foreach (var label in (string[])["silent", "other"]) await _registry.Adopt(label, 0);
        _work.Hangs.Add("silent");
        await _registry.SetTtl("silent", Ttl);
        await _registry.SetTtl("other", Ttl + TimeSpan.FromSeconds(1));

        await PassUntil(() => _registry.Find("other") is null);

        Assert.True(_time.GetUtcNow() < _time.Start + Ttl + TimeSpan.FromSeconds(2));
    });

    [Fact]
    public Task Many_lockers_are_closed_a_hundred_at_once() => GrainThread.Run(async () =>
    {
        string[] labels = [.. Enumerable.Range(0, 250).Select(number => $"run{number}")];
        foreach (var label in labels)
        {
            await _registry.Adopt(label, 0);
            await _registry.SetTtl(label, Ttl);
        }

        _journals.Hold();
        _time.Advance(Ttl);
        for (var steps = 0; steps < 50; steps++) await Task.Yield();
        Assert.Equal(150, labels.Count(label => _registry.Records.Working.Find(label) is not null));
        _journals.Release();

        await PassUntil(() => labels.All(label => _registry.Find(label) is null));
    });

    // A locker whose time is over, before anything has closed it.
    private async Task<long> Overdue(string label)
    {
        await _registry.Adopt(label, 0);
        var generation = (await _registry.SetTtl(label, Ttl))!.Generation;
        _time.Advance(Ttl);
        return generation;
    }

    private async Task<Task> CommitLoad(string label)
    {
        var load = await _registry.Loads.New();
        var expires = (_time.GetUtcNow() + (5 * Ttl)).UtcTicks;
        await _registry.Loads.Stage(load, [new(label, 0, 1, 1, Used: true, Current: false, expires)], []);
        return _registry.Loads.Commit(load, LoadSections.Lockers | LoadSections.Contexts, new(null, null));
    }

    private async Task PassUntil(Func<bool> condition)
    {
        for (var steps = 0; steps < 1200 && !condition(); steps++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(condition());
    }

    private async Task Activate()
    {
        _registry = new LockerRegistry(await _journals.Recover(trees: 1, _time), _work, _time, new SomeLog(_log));
        await _registry.Begin(waitOut: false);
        _registry.Resume();
    }

    private sealed class SomeLog(List<string> said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Information) said.Add(formatter(state, exception));
        }
    }
}
