using System.Text;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

/// <summary>One run, given to somebody else.</summary>
public sealed class LockerLoadTests(LockersNode node)
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("%7Bx%7D {0}")]
    public async Task What_a_locker_dumped_becomes_another_under_any_label(string labels)
    {
        var (label, dump) = await Run();
        var target = labels.Replace("{0}", Calls.FreshLabel(), StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(target);
        var others = await Others();

        Assert.Equal($"Locker {name} is loaded (6 keys, 2 peers)", await Load(target, dump).Line());

        Dumps.Same(Under(label, name, dump), (await node.Client.Get($"/registry/lockers/{target}/dump").Done()).Body, "under another label");
        Assert.Equal(others, await Others(name));
    }

    [Fact]
    public async Task What_a_locker_dumped_takes_the_place_of_what_is_there_and_of_nothing_else()
    {
        var (label, dump) = await Run();
        var target = await node.Client.OpenFresh();
        await node.Client.Store(target, "gone");
        await node.Client.StoreAt("gone", "2.2.2.2:2", "gone");
        await node.Client.StoreAt("p", "1.1.1.1:1", "gone");
        var others = await Others(target);

        await Load("CURRENT", dump).Done();

        var expected = Encoding.UTF8.GetString(Under(label, target, dump))
            .Replace("\"current\":false}", "\"current\":true}", StringComparison.Ordinal);
        Dumps.Same(
            Encoding.UTF8.GetBytes(expected), (await node.Client.Get($"/registry/lockers/{target}/dump").Done()).Body, "in its place");
        Assert.Equal(others, await Others(target));
        await node.Client.Store(target, "more");
        await node.Client.StoreAt("p", "1.1.1.1:1", "more");
        Assert.Equal("text", await node.Client.Text(target, "more"));
    }

    [Fact]
    public async Task A_locker_that_was_loaded_is_closed_as_any_other()
    {
        var (_, dump) = await Run();
        var target = Calls.FreshLabel();
        await Load(target, dump).Done();

        await node.Client.Post($"/registry/lockers/{target}/close").Done();

        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{target}"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{target}/get/a"));
        await Load(target, dump).Done();
        Assert.Equal("a", await node.Client.Text(target, "a"));
    }

    [Fact]
    public async Task A_locker_of_a_whole_dump_loads_too()
    {
        var (label, _) = await Run();
        var whole = (await node.Client.Json("/registry/dump"))["lockers"]![label]!.ToJsonString();
        var target = Calls.FreshLabel();

        Assert.Equal($"Locker {target} is loaded (6 keys, 2 peers)", await Load(target, Encoding.UTF8.GetBytes(whole)).Line());

        Assert.Equal("a", await node.Client.Text(target, "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"lockers":{}}""")]
    [InlineData("""{"dataLocker":{"locker":{"a":{"data":"x"},"a":{"data":"y"}}}}""")]
    [InlineData("""{"dataLocker":{"locker":{"a\u0000":{"data":"x"}}}}""")]
    [InlineData("""{"dataLocker":{"locker":{"a":{"data":"x"}}}""")]
    public async Task A_bad_one_changes_nothing(string dump)
    {
        var (label, before) = await Run();

        await Load(label, Encoding.UTF8.GetBytes(dump)).Problem(400, "Nothing was loaded");

        Dumps.Same(before, (await node.Client.Get($"/registry/lockers/{label}/dump").Done()).Body, "after a bad one");
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("all")]
    [InlineData("a%2Fb")]
    public async Task A_label_that_no_locker_can_have_is_refused(string label) =>
        await Load(label, "{}"u8.ToArray()).Problem(400);

    private Task<Answer> Load(string label, byte[] dump) => node.Client.Send("POST", $"/registry/lockers/{label}/load", dump);

    // A run with a bit of everything, and another that is current afterwards.
    private async Task<(string Label, byte[] Dump)> Run()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "a");
        await node.Client.Store(label, "a,b", "");
        await node.Client.Store(label, "c", "");
        await node.Client.Send("POST", $"/registry/lockers/{label}/store/c,d", [0xFF, 0]).Done();
        await node.Client.StoreAt("p", "1.1.1.1:1", "client,t", "report");
        await node.Client.Post("/registry/peers/q/locker/store/own", "own").Done();
        await node.Client.OpenFresh();
        return (label, (await node.Client.Get($"/registry/lockers/{label}/dump").Done()).Body);
    }

    private static byte[] Under(string label, string other, byte[] dump) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(dump).Replace($"{{\"label\":\"{label}\"", $"{{\"label\":\"{other}\"", StringComparison.Ordinal));

    // Everything but one locker.
    private async Task<string> Others(string? but = null)
    {
        var dump = await node.Client.Json("/registry/dump");
        if (but is not null) dump["lockers"]!.AsObject().Remove(but);
        return dump.ToJsonString();
    }
}
