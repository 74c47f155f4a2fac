using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>What a stream of all lockers of a context tells.</summary>
public sealed class NewsTests(LockersNode node) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private NodeClient Client => node.Client;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_close_of_a_contexts_current_locker_tells_which_one_is_current_then()
    {
        await Client.Post("/registry/context/news/lockers/open/one").Done();
        await Client.Post("/registry/context/news/lockers/open/two").Done();
        await using var stream = await Stream.Open(_http, node.Address, "/registry/context/news/lockers/watch");

        await Client.Post("/registry/context/news/lockers/close/one").Done();
        Assert.Equal([("closed", "one", null)], await Next(stream, 1));
        await Client.Post("/registry/context/news/lockers/close/two").Done();

        Assert.Equal([("opened", "default", true), ("closed", "two", null)], await Next(stream, 2));
    }

    // The process's one subscription may not have heard yet of what was decided before the request.
    [Fact]
    public async Task A_stream_tells_nothing_of_what_was_decided_before_it()
    {
        for (var round = 0; round < 100; round++)
        {
            await Client.Post($"/registry/context/before/lockers/open/one{round}").Done();
            await using var stream = await Stream.Open(_http, node.Address, "/registry/context/before/lockers/watch");
            await Client.Post($"/registry/context/before/lockers/open/two{round}").Done();

            Assert.Equal([("opened", $"two{round}", true)], await Next(stream, 1));
        }
    }

    [Fact]
    public async Task A_load_of_contexts_brings_a_reset()
    {
        await Client.Post("/registry/context/news/lockers/open/one").Done();
        await using var ofContext = await Stream.Open(_http, node.Address, "/registry/context/news/lockers/watch");

        await Client.Post("/registry/load", """{"contexts":{}}""", "application/json").Done();

        Assert.Equal([("reset", null, null)], await Next(ofContext, 1));
        await Client.Post("/registry/context/news/lockers/open/two").Done();
        Assert.Equal([("opened", "two", true)], await Next(ofContext, 1));
    }

    private static async Task<(string Event, string? Label, bool? Current)[]> Next(Stream stream, int count)
    {
        var events = new (string, string?, bool?)[count];
        for (var at = 0; at < count; at++)
            events[at] = await stream.Next() is var news ? (news.Event, (string?)news.Data["label"], (bool?)news.Data["current"]) : default;
        return events;
    }
}
