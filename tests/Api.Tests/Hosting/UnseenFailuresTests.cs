using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lockers.Api.Hosting;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Lockers.Api.Tests.Hosting;

public sealed class UnseenFailuresTests
{
    [Fact]
    public async Task A_failure_that_nothing_waited_for_is_said_once()
    {
        var log = new Lines();
        using var failures = new UnseenFailures(log);
        Forget("one");
        Forget("one");
        Forget("other");

        using var late = new CancellationTokenSource(TestDeadlines.Step);
        while (log.All.Count < 2)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10, late.Token);
        }

        Assert.Equal(["one", "other"], log.All.Order());
    }

    // What is in a frame of its own is not kept alive by this one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(string why) => _ = Task.FromException(new InvalidOperationException(why));

    private sealed class Lines : ILogger<UnseenFailures>
    {
        public ConcurrentBag<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Other tests of this process may have forgotten something too.
            if (exception is { Message: "one" or "other" }) All.Add(exception.Message);
        }
    }
}
