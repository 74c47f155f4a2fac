using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class LabelRuleTests(LockersNode node)
{
    public static TheoryData<string> Bad => [new string('x', 257), "a%01b", "a%0Ab", "a%7Fb", "a,b", "a%2Cb", "a%2Fb", "%2F", "%80"];

    public static TheoryData<string> Good =>
        [new string('y', 256), string.Concat(Enumerable.Repeat("%C3%A9", 256)), "a%20b", "a%25b", "%E4%B8%96%E7%95%8C", "a:b@c(d)[e]",
            "..%5C", "a%22b%27"];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_label_against_the_rules_is_refused(string label)
    {
        await node.Client.Post($"/registry/lockers/open/{label}").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/open").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/store/a", "text").Problem(400);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_label_within_the_rules_is_stored_into_read_and_closed(string label)
    {
        var name = Uri.UnescapeDataString(label);

        await node.Client.Store(label, "a", "kept");

        Assert.Equal("kept", await node.Client.Text(label, "a"));
        Assert.Contains(name, (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal(name, (string?)(await node.Client.Json($"/registry/lockers/{label}"))["label"]);
        Assert.Equal($"Locker {name} is emptied and closed", await node.Client.Post($"/registry/lockers/close/{label}").Line());
    }

    [Fact]
    public async Task A_label_of_dots_never_walks_up_the_path()
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", "/registry/lockers/../../health/live");

        Assert.Equal(404, answer.Status);
    }
}
