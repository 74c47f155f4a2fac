using System.IO.Pipelines;
using Lockers.Api.Dump;
using Lockers.Api.Edge;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Dump;

public class SlowBodyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private int _told;
    private Outcome _outcome = Outcome.Done;

    [Fact]
    public async Task The_registry_hears_of_a_load_whose_body_comes_slowly()
    {
        var load = new DumpLoad(Edge(), _time);
        await load.Begin();
        var reading = Read(load);
        await ToldThreeTimes();

        await _pipe.Writer.WriteAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken);
        await _pipe.Writer.CompleteAsync();

        await reading;
    }

    [Fact]
    public async Task A_load_that_the_registry_has_given_up_ends()
    {
        var load = new DumpLoad(Edge(), _time);
        await load.Begin();
        _outcome = Outcome.Closed;
        var reading = Read(load);

        _time.Advance(DumpLoad.AliveAfter);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => reading);
        Assert.Equal(503, problem.Status);
    }

    private Task Read(DumpLoad load)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(_pipe.Reader));
        return new DumpBody(new(), _time).Read(context.Request, new DumpParser(new()), load, TestContext.Current.CancellationToken);
    }

    // The clock may be ahead of the read that waits for it: it goes on until the load has heard.
    private async Task ToldThreeTimes()
    {
        using var late = new CancellationTokenSource(TestDeadlines.Step);
        while (Volatile.Read(ref _told) < 3)
        {
            _time.Advance(DumpLoad.AliveAfter);
            await Task.Delay(10, late.Token);
        }
    }

    private LockerEdge Edge()
    {
        var registry = Stub.Of<IRegistryGrain>((method, _) =>
        {
            if (method.Name == "NewLoad") return new ValueTask<long>(7);
            Assert.Equal("StageLoad", method.Name);
            Interlocked.Increment(ref _told);
            return new ValueTask<Outcome>(_outcome);
        });
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(Stub.Of<IGrainFactory>((_, _) => registry));
        services.AddSingleton(Stub.Of<IHostApplicationLifetime>((_, _) => CancellationToken.None));
        return services.AddLockersApi().BuildServiceProvider().GetRequiredService<LockerEdge>();
    }

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;
}
