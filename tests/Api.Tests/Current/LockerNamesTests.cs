using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Current;

public class LockerNamesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LockerNames _names;
    private long _generation = 1;
    private int _runs;

    public LockerNamesTests()
    {
        var registry = Stub.Of<IRegistryGrain>((_, _) =>
            new ValueTask<CurrentLease>(new CurrentLease("X", _generation, Change: _generation, TimeSpan.FromSeconds(1.5))));
        var grains = Stub.Of<IGrainFactory>((method, arguments) => method.Name == "CreateObjectReference" ? arguments[0]
            : method.ReturnType == typeof(IRegistryGrain) ? registry
            : Stub.Of<ILockerGrain>((_, _) => null));
        _names = new LockerNames(new CurrentLocker(grains, _time, NullLogger<CurrentLocker>.Instance), new GrainCache(grains), grains, _time);
    }

    [Fact]
    public async Task What_meets_a_closed_generation_is_run_again_in_the_one_that_is_current_then()
    {
        Assert.Equal(1, (await Run("current", _ => Outcome.Done)).Generation);
        _generation = 2;

        var locker = await Run("current", locker => locker.Generation == 1 ? Outcome.Closed : Outcome.Done);

        Assert.Equal(("X", 2), (locker.Label, locker.Generation));
        Assert.Equal(3, _runs);
    }

    [Fact]
    public async Task What_meets_closed_generations_only_ends_with_503_after_ten()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Run("current", _ => Outcome.Closed));

        Assert.Equal(503, problem.Status);
        Assert.Equal(10, _runs);
    }

    [Fact]
    public async Task The_locker_that_is_named_is_run_on_whatever_is_current()
    {
        var target = new RequestTarget("/lockers/Y/store/a");
        var (locker, _) = await _names.Run(target, 5, (locker, state) => new(locker is { Label: "Y", Generation: 0 } && state == 5 ? Outcome.Done : Outcome.Closed));

        Assert.Equal("Y", locker.Label);
        Assert.Equal("Y", (await Run("Y", _ => Outcome.Done)).Label);
    }

    [Fact]
    public async Task A_change_that_surely_was_not_made_is_made_again_where_the_request_may_be_repeated()
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(_time).BuildServiceProvider() };
        var repeated = Run("current", _ => _runs < 3 ? throw new StorageUnavailableException("away", notMade: true) : Outcome.Done, context);
        while (!repeated.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(50));

        await repeated;

        Assert.Equal(3, _runs);
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Run("current", _ => throw new StorageUnavailableException("away", notMade: true)));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Run("current", _ => throw new StorageUnavailableException("away", notMade: false), context));
    }

    [Fact]
    public void A_run_that_waits_allocates_nothing()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var answers = Enumerable.Range(0, 1100).Select(_ => new TaskCompletionSource<Outcome>()).ToArray();
        for (var i = 0; i < 100; i++) Wait(answers[i]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < answers.Length; i++) Wait(answers[i]);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Wait(TaskCompletionSource<Outcome> answer)
        {
            var run = _names.Run("current", answer, static (_, answer) => new(answer.Task));
            answer.SetResult(Outcome.Done);
            run.GetAwaiter().GetResult();
        }
    }

    private async Task<NamedLocker> Run(string label, Func<NamedLocker, Outcome> run, HttpContext? repeated = null)
    {
        var (locker, _) = await _names.Run(
            label, run, async (locker, run) =>
            {
                _runs++;
                await Task.CompletedTask;
                return run(locker);
            }, repeated);
        return locker;
    }
}
