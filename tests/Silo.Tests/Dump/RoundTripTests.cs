using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

/// <summary>What a dump gave is loaded, and the next dump is the same, byte for byte.</summary>
public sealed class RoundTripTests(LockersNode node)
{
    [Fact]
    public async Task Bytes_that_are_not_UTF8_come_back()
    {
        var label = await node.Client.OpenFresh();
        byte[] text = [0xFF, (byte)'a', 0xC3, 0x28, 0];
        await node.Client.Send("POST", $"/registry/lockers/{label}/store/a", text).Done();

        await LoadsAsItWas();

        Assert.Equal(text, (await node.Client.Get($"/registry/lockers/{label}/get/a").Done()).Body);
    }

    [Fact]
    public async Task A_text_that_is_not_UTF8_and_three_times_as_long_in_a_dump_comes_back()
    {
        var label = await node.Client.OpenFresh();
        var text = Enumerable.Repeat((byte)0xFF, 8_000_000).ToArray();
        await node.Client.Send("POST", $"/registry/lockers/{label}/store/a", text).Done();

        await LoadsAsItWas();

        Assert.Equal(text, (await node.Client.Get($"/registry/lockers/{label}/get/a").Done()).Body);
        await node.Client.Post($"/registry/lockers/close/{label}").Done();
    }

    [Fact]
    public async Task A_text_that_was_sent_as_JSON_is_JSON_afterwards()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Post($"/registry/lockers/{label}/store/a", """{"a": 1}""", "application/json").Done();

        await LoadsAsItWas();

        Assert.Equal("application/json", (await node.Client.Get($"/registry/lockers/{label}/get/a").Done()).ContentType);
    }

    [Fact]
    public async Task An_empty_text_on_a_key_with_subkeys_stays()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "");
        await node.Client.Store(label, "a,b", "b");

        await LoadsAsItWas();

        Assert.Equal("", await node.Client.Text(label, "a"));
        await node.Client.Post($"/registry/lockers/{label}/remove/a,b").Done();
        Assert.Equal("", await node.Client.Text(label, "a"));
    }

    [Fact]
    public async Task Times_of_opening_come_back()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.OpenFresh();
        var before = (await node.Client.Get("/registry/lockers/labels?detailed=y").Done()).Text;

        await LoadsAsItWas();

        Assert.Equal(before, (await node.Client.Get("/registry/lockers/labels?detailed=y").Done()).Text);
        Assert.Contains(label, before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_and_jobs_of_a_peer_that_never_registered_are_in_the_dump()
    {
        var peer = Pods.FreshPeer();
        await node.Client.Post(
            "/registry/load", $$"""{"peerTargets":{"{{peer}}":{"t":{"name":"t"} } },"peerJobs":{"{{peer}}":{"j":{"id":"j"} } } }""").Done();

        await LoadsAsItWas();

        var dump = await node.Client.Json("/registry/dump");
        Assert.Equal("t", (string?)dump["peerTargets"]![peer]!["t"]!["name"]);
        Assert.Equal("j", (string?)dump["peerJobs"]![peer]!["j"]!["id"]);
        Assert.False(dump["peers"]!.AsObject().ContainsKey(peer));
    }

    [Fact]
    public async Task A_dump_without_lockers_in_its_lockers_leaves_an_empty_default()
    {
        await node.Client.OpenFresh();

        Assert.Equal("Registry data loaded", await node.Client.Post("/registry/load", """{"lockers":{}}""").Line());

        Assert.Equal(["default"], (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task A_byte_order_mark_in_front_is_skipped()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a");
        var dump = (await node.Client.Get("/registry/dump").Done()).Body;

        await node.Client.Send("POST", "/registry/load", [0xEF, 0xBB, 0xBF, .. dump]).Done();

        Dumps.Same(Dumps.Offline(dump), await Dumps.Of(node), "after the load");
    }

    // Loads what was dumped over something else.
    private async Task LoadsAsItWas()
    {
        var before = await Dumps.Of(node);
        var other = await node.Client.OpenFresh();
        await node.Client.Store(other, "other");

        Assert.Equal("Registry data loaded", await node.Client.Send("POST", "/registry/load", before).Line());

        Dumps.Same(Dumps.Offline(before), await Dumps.Of(node), "after the load");
    }
}
