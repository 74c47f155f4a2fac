using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>Resuming with ids that do not fit the stream.</summary>
public sealed class ResumeTests(LockersNode node) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private NodeClient Client => node.Client;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("&peers=y")]
    public async Task An_id_of_a_locker_that_began_later_brings_cleared_and_then_everything(string more)
    {
        var earlier = await Client.OpenFresh();
        await Client.Store(earlier, "A", "1");
        await using var stays = await Watch($"{earlier}/watch");
        var id = await IdOfLater();

        await using var resumed = await Watch($"{earlier}/watch?data=y&since={id}{more}");

        Assert.Equal(["cleared", "stored A=1"], await resumed.Next(2));
        await Client.Store(earlier, "B", "2");
        Assert.Equal("stored B=2", await NextBut(resumed, "stored A=1"));
        Assert.StartsWith(stays.Id.Split('-')[0], resumed.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_of_a_locker_that_was_current_brings_everything_of_the_one_that_is()
    {
        var earlier = await Client.OpenFresh();
        await Client.Store("current", "A", "1");
        var id = await IdOfLater();
        await Client.Post($"/registry/lockers/open/{earlier}").Done();

        await using var resumed = await Watch("current/watch?data=y&follow=y", id);

        Assert.Equal(["cleared", "stored A=1"], await resumed.Next(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&peers=y")]
    public async Task An_id_of_the_future_brings_a_reset(string more)
    {
        var label = await Client.OpenFresh();
        await using var stays = await Watch($"{label}/watch");
        await Client.Store(label, "A", "1");
        await stays.Next(1);

        await using var resumed = await Watch($"{label}/watch?data=y&since={stays.Id.Split('-')[0]}-{long.MaxValue}{more}");

        Assert.Equal(["reset"], await resumed.Next(1));
        await Client.Store(label, "B", "2");
        Assert.Equal("stored B=2", await NextBut(resumed, "stored A=1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&peers=y")]
    public async Task The_id_of_an_empty_locker_brings_everything_of_the_one_before(string more)
    {
        var first = await Client.OpenFresh();
        await Client.Store(first, "A", "1");
        string id;
        await using (var stream = await Watch($"current/watch?data=y&since=0{more}"))
        {
            await stream.Next(1);
            id = stream.Id;
        }

        await Client.OpenFresh();
        await using (var ofEmpty = await Watch($"current/watch?data=y{more}", id))
        {
            Assert.Equal(["closed"], await ofEmpty.Next(1));
            id = ofEmpty.Id;
        }

        await Client.Post($"/registry/lockers/open/{first}").Done();

        await using var resumed = await Watch($"current/watch?data=y{more}", id);

        Assert.Equal(["stored A=1"], await resumed.Next(1));
    }

    [Theory]
    [InlineData("5-7")]
    [InlineData("0-9223372036854775807")]
    public async Task An_id_that_no_news_had_brings_a_reset(string id)
    {
        await using var stays = await Watch("watch");

        await using var resumed = await Watch($"watch?since={id}");

        Assert.Equal(["reset"], await resumed.Next(1));
        var label = await Client.OpenFresh();
        Assert.Equal(("opened", label), await resumed.Next() is var opened ? (opened.Event, (string?)opened.Data["label"]) : default);
    }

    // With peers, some changes are told once more.
    private static async Task<string> NextBut(Stream stream, string repeated)
    {
        while (true)
        {
            if (await stream.Next() is var next && next.ToString() != repeated) return next.ToString();
        }
    }

    private async Task<string> IdOfLater()
    {
        var later = await Client.OpenFresh();
        await using var stream = await Watch($"{later}/watch");
        await Client.Store(later, "X");
        await stream.Next(1);
        return stream.Id;
    }

    private Task<Stream> Watch(string target, string? lastEventId = null) => Stream.Open(_http, node.Address, $"/registry/lockers/{target}", lastEventId);
}
