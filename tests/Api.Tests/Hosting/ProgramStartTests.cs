using Lockers.Api.Hosting;
using Lockers.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lockers.Api.Tests.Hosting;

public sealed class ProgramStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_does_not_end_does_not_keep_a_process_that_has_stopped(bool blocks)
    {
        using var never = new ManualResetEventSlim();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Services.AddSingleton(_ => new Endless(never, blocks));
        var app = builder.Build();
        app.Services.GetRequiredService<Endless>();
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);

        Assert.Equal(0, await app.RunToTheEnd().WaitAsync(TestDeadlines.Step, TestContext.Current.CancellationToken));
        never.Set();
    }

    private sealed class Endless(ManualResetEventSlim never, bool blocks) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (!blocks) return new(new TaskCompletionSource().Task);
            never.Wait();
            return default;
        }
    }
}
