using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class EmptySegmentTests(LockersNode node)
{
    private const string Kept = "kept-by-accident";

    /// <summary>What an unset variable leaves of a target that names something, and its like.</summary>
    public static TheoryData<string> Widened =>
    [
        "/registry/lockers//close", "/registry/lockers/close/", "/registry/lockers/close//", "/registry/lockers///close",
        "/registry/lockers//close/", "/registry//lockers/close", "//registry/lockers/close", "/lockers//close", "/lockers/close/", "//lockers/close",
        "/registry/lockers//clear", "/registry/lockers/clear/", "/registry//lockers/clear", "/lockers//clear", "/lockers/clear/",
        "/registry/lockers//open", "/registry/lockers/open/", "/registry/lockers//store/a", "/registry/lockers//remove/a",
        "/registry/peers//clear", "/registry/peers/clear/", "/registry//peers/clear", "/registry/peers/clear//",
        "/registry/peers//lockers/clear", "/registry/peers/lockers//clear", "/registry/peers/lockers/clear/",
        "/registry/peers//locker/clear", "/registry/peers/p//locker/clear", "/registry/peers//a:1/locker/clear", "/registry/peers///locker/clear",
        "/registry/peers//locker/store/a", "/registry/peers/p//locker/store/a", "/registry/peers//locker/remove/a",
        "/registry/peers/p//locker/remove/a", "/registry/peers/p//locker/lock/a",
        "/registry/peers//remove/a:1", "/registry/peers/p/remove/", "/registry/peers//remember",
        "/registry/peers//health/cleanup", "/registry/peers/health//cleanup", "/registry/peers/health/cleanup/", "/registry/peers//call?uri=/x",
        "/registry/peers/call/?uri=/x", "/registry/peers//events/clear", "/registry/peers/events/clear/", "/registry/peers//events/flush",
        "/registry/lockers/CLOSE/", "/registry/lockers//Close", "/registry/lockers/%63lose/", "/registry/lockers//close?data=y",
        "http://node/registry/lockers//close", "http://node/registry/lockers/close/",
    ];

    public static TheoryData<string> Blank =>
    [
        "/registry/lockers/%20/close", "/registry/lockers/close/%20", "/registry/lockers/%20/clear", "/registry/lockers/%09%20/close",
        "/registry/lockers/%C2%A0/close", "/registry/lockers/%E2%80%8B/clear", "/registry/lockers/./close", "/registry/lockers/../close",
        "/registry/lockers/%2E%2E/close", "/registry/lockers/%2e/clear", "/registry/lockers/close/..", "/registry/lockers/close/.",
    ];

    public static TheoryData<string> WidenedReads =>
    [
        "/registry/lockers/", "/registry/lockers//", "/lockers/", "/registry/lockers/?data=y", "/registry/lockers//dump",
        "/registry/lockers//data/paths",
        "/registry/lockers//targets/results", "/registry/lockers//find/a", "/registry/lockers//get/a", "/registry/lockers//peers",
        "/registry/lockers/default/peers/", "/registry/lockers/default/peers/p/", "/registry/lockers/default/peers//a:1",
        "/registry/lockers/default/peers//get/k", "/registry/lockers/default/peers/p//get/k", "/registry/lockers//peers/p/get/k",
        "/registry/peers//locker", "/registry/peers/p//locker", "/registry/peers//locker/get/a", "/registry/peers/p//locker/get/a",
        "/registry/peers//targets", "/registry/peers//jobs",
        "/registry/peers//health", "/registry/peers/p/health/", "/registry/peers//health/a:1", "/registry/peers//call?uri=/x",
    ];

    [Theory]
    [MemberData(nameof(Widened))]
    [MemberData(nameof(Blank))]
    public async Task A_change_whose_name_is_missing_is_refused_and_nothing_changes(string target)
    {
        await Keep();

        var answer = await RawConnection.Exchange(node.Address, "POST", target, "text");

        Assert.True(answer.Status == 400, answer.ToString());
        Conduct.Check(target, answer);
        Assert.Equal("kept", await node.Client.Text(Kept, "a"));
        Assert.Equal("kept", (await node.Client.Get($"/registry/lockers/{Kept}/peers/p/a:1/get/a").Done()).Text);
        Assert.Equal("kept", (await node.Client.Get($"/registry/lockers/{Kept}/peers/p/get/a").Done()).Text);
    }

    [Theory]
    [InlineData("/registry/lockers//close", "POST exactly /registry/lockers/close")]
    [InlineData("/lockers/close/", "POST exactly /registry/lockers/close")]
    [InlineData("/registry/lockers//clear", "POST exactly /registry/lockers/clear")]
    [InlineData("/registry/lockers/%20/close", "POST exactly /registry/lockers/close")]
    [InlineData("/registry/lockers/close/%20", "POST exactly /registry/lockers/close")]
    [InlineData("/registry/peers//clear", "POST exactly /registry/peers/clear")]
    [InlineData("/registry/lockers//open", "The label")]
    [InlineData("/registry/peers/p//locker/clear", "The address")]
    [InlineData("/registry/peers//locker/clear", "The peer")]
    public async Task A_refusal_says_what_is_missing_or_how_to_drop_all(string target, string said) =>
        await node.Client.Post(target).Problem(400, said);

    [Theory]
    [MemberData(nameof(WidenedReads))]
    public async Task A_read_whose_name_is_missing_is_refused(string target)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target);

        Assert.True(answer.Status == 400, answer.ToString());
        Conduct.Check(target, answer);
    }

    // Routing would find these, without the checks of targets.
    [Theory]
    [InlineData("/x/../registry/lockers/close")]
    [InlineData("/x/../registry/lockers/close/")]
    [InlineData("/%72egistry/lockers/close/")]
    [InlineData("/Registry/lockers/close")]
    [InlineData("/REGISTRY/lockers/clear/")]
    [InlineData("/./registry/peers/clear")]
    public async Task What_is_ours_in_another_form_is_not_found(string target)
    {
        await Keep();

        var answer = await RawConnection.Exchange(node.Address, "POST", target);

        Assert.Equal(404, answer.Status);
        Assert.Equal("kept", await node.Client.Text(Kept, "a"));
        Assert.Equal(404, (await RawConnection.Exchange(node.Address, "GET", "/Registry/lockers/default/get")).Status);
    }

    [Fact]
    public async Task Removing_at_an_empty_path_removes_the_empty_key_and_nothing_else()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b", "kept");
        await node.Client.Store(label, "", "empty");

        await node.Client.Post($"/registry/lockers/{label}/remove/?recursive=y").Done();

        Assert.Equal("kept", await node.Client.Text(label, "a,b"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}/get/"));
    }

    [Fact]
    public async Task A_target_of_slashes_is_refused_at_once() =>
        await node.Client.Post("/registry/lockers" + new string('/', 300_000) + "close").Problem(400);

    private async Task Keep()
    {
        await node.Client.Post($"/registry/lockers/{Kept}/open").Done();
        await node.Client.Store(Kept, "a", "kept");
        await node.Client.Post("/registry/peers/p/a:1/locker/store/a", "kept").Done();
        await node.Client.Post("/registry/peers/p/locker/store/a", "kept").Done();
    }
}
