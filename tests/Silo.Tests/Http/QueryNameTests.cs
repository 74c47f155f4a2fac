using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class QueryNameTests(LockersNode node)
{
    [Theory]
    [InlineData("GET", "/registry/lockers/labels?detail=y", "'detailed'")]
    [InlineData("GET", "/registry/lockers?Dta=y", "'data'")]
    [InlineData("GET", "/lockers/default?levl=2", "'level'")]
    [InlineData("GET", "/registry/lockers/find/a?lim=1", "'limit'")]
    [InlineData("POST", "/registry/lockers/default/remove/a?recurse=y", "'recursive'")]
    [InlineData("POST", "/registry/lockers/default/store/a?x=y", "Did you mean")]
    [InlineData("GET", "/registry/lockers/default/get/a?tree=y&trees=y", "'tree'")]
    [InlineData("GET", "/registry/peers?=y", "Did you mean")]
    [InlineData("GET", "/registry/dump?nonsense", "'nonsense'")]
    public async Task A_parameter_that_nobody_knows_is_refused_with_the_nearest(string method, string target, string said) =>
        await node.Client.Send(method, target).Problem(400, said);

    [Theory]
    [InlineData("POST", "/registry/lockers/open/run-of-a-week?ttl=7d")]
    [InlineData("PUT", "/registry/lockers/run-of-a-week/open?TTL=7d")]
    [InlineData("POST", "/registry/context/c/lockers/open/run-of-a-week?ttl=7d")]
    [InlineData("POST", "/registry/lockers/default/import?ttl=7d")]
    [InlineData("POST", "/registry/lockers/default/remove/a?ttl=7d")]
    [InlineData("DELETE", "/registry/lockers/default/store/a?ttl=7d")]
    [InlineData("GET", "/registry/lockers/default/get/a?ttl=7d")]
    [InlineData("POST", "/registry/peers/add?ttl=7d")]
    [InlineData("POST", "/registry/lockers/close/run-of-a-week?ttl=7d")]
    public async Task A_time_to_live_is_refused_where_nothing_would_take_it(string method, string target)
    {
        await node.Client.Send(method, target).Problem(400, "'ttl'", "/ttl?ttl=7d");

        Assert.DoesNotContain("run-of-a-week", (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task A_long_parameter_is_named_in_part() =>
        await node.Client.Get($"/registry/lockers?{new string('x', 5000)}=y").Problem(400, new string('x', 64) + "…");

    [Theory]
    [InlineData("GET", "/registry/lockers?data=y&data=n", "'data'")]
    [InlineData("GET", "/registry/lockers/labels?data=y&DATA=y", "'DATA'")]
    [InlineData("GET", "/lockers/default?level=1&level=2", "'level'")]
    [InlineData("GET", "/registry/lockers/default/get/a?tree=y&tree=n", "'tree'")]
    [InlineData("GET", "/registry/lockers/find/a?in=keys&in=data", "'in'")]
    [InlineData("POST", "/registry/lockers/default/remove/a?recursive=n&recursive=y", "'recursive'")]
    [InlineData("POST", "/registry/lockers/default/store/a?events=y&events=n", "'events'")]
    public async Task A_parameter_with_two_values_is_refused_naming_it(string method, string target, string said) =>
        await node.Client.Send(method, target).Problem(400, said, "more than once");

    [Theory]
    [InlineData("/registry/lockers?data=y&events=y&peers=y&level=9")]
    [InlineData("/registry/lockers?DATA=y")]
    [InlineData("/registry/lockers/default?unified=y&reverse=n")]
    [InlineData("/registry/lockers/targets/results?targets=a,b&detailed=y")]
    [InlineData("/registry/lockers?")]
    public async Task What_any_goto_knows_is_let_through(string target) => await node.Client.Get(target).Done();

    [Theory]
    [InlineData("/registry/lockers?level=")]
    [InlineData("/registry/lockers?level")]
    [InlineData("/registry/lockers?level=&data=")]
    [InlineData("/registry/lockers?level=&level=2")]
    [InlineData("/registry/lockers/find/a?limit=&in=&peers=")]
    [InlineData("/registry/lockers?ttl=")]
    public async Task An_empty_value_is_as_absent(string target) => await node.Client.Get(target).Done();

    [Fact]
    public async Task An_empty_flag_is_as_absent_where_yes_is_what_holds_then()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Post("/registry/peers/p/a:1/locker/store/k", "text").Done();

        Assert.Equal(["p"], (await node.Client.Json($"/registry/lockers/{label}?peers="))["peerLockers"].Names());
        Assert.Empty((await node.Client.Json($"/registry/lockers/{label}?peers=n"))["peerLockers"].Names());
    }

    // Peers do not encode a question mark in a target's name.
    [Theory]
    [InlineData("/registry/peers/p%20%5Bx%5D@%28y%29:1/127.0.0.1:8101/locker", "client,a?b", "client,a%3Fb")]
    [InlineData("/registry/peers/n%C3%A4me/locker", "client,a?b=c&d=%41", "client,a%3Fb%3Dc%26d%3DA")]
    [InlineData("/registry/peers/p/a:1/locker", "a?", "a%3F")]
    [InlineData("/registry/peers/p/a:1/locker", "a?b,c/d?e", "a%3Fb,c%2Fd%3Fe")]
    public async Task A_question_mark_in_what_a_peer_stores_belongs_to_the_key(string tree, string written, string path)
    {
        await node.Client.OpenFresh();

        var line = await node.Client.Post($"{tree}/store/{written}", "here").Line();

        Assert.EndsWith($"for path [{Uri.UnescapeDataString(path).Replace(',', ' ')}]", line, StringComparison.Ordinal);
        Assert.Equal("here", (await node.Client.Get($"{tree}/get/{path}").Done()).Text);
    }
}
