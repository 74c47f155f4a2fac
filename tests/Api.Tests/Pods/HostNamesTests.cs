using System.Net;
using Lockers.Api.Pods;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Pods;

public sealed class HostNamesTests
{
    [Fact]
    public async Task Lookups_that_hang_are_few_and_their_waits_end()
    {
        var lookups = new List<TaskCompletionSource<IPAddress[]>>();
        var names = new HostNames(_ =>
        {
            lookups.Add(new());
            return lookups[^1].Task;
        });
        using var over = new CancellationTokenSource();
        var waits = Enumerable.Range(0, 3 * HostNames.MaxLookups).Select(i => names.Resolve($"host-{i}", over.Token)).ToList();

        Assert.Equal(HostNames.MaxLookups, lookups.Count);
        await over.CancelAsync();
        foreach (var wait in waits) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

        // A lookup that goes on keeps its place.
        var next = names.Resolve("next", TestContext.Current.CancellationToken);
        Assert.Equal(HostNames.MaxLookups, lookups.Count);
        lookups[0].SetException(new TimeoutException());
        await Until(() => lookups.Count > HostNames.MaxLookups);
        lookups[^1].SetResult([IPAddress.Loopback]);

        Assert.Equal([IPAddress.Loopback], await next);
    }

    private static Task Until(Func<bool> condition) => global::Lockers.Tests.Shared.Until.Holds(
        () => Task.FromResult(condition()), TestDeadlines.Step, () => "a lookup more", TestContext.Current.CancellationToken);
}
