using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Conditions;

/// <summary>Texts and lockers that go by themselves.</summary>
public sealed class ExpiryTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task A_text_is_there_until_its_time_is_over_and_then_nowhere()
    {
        await Store("kept", "stays");
        await Store("a,b?ttl=1h", "goes");
        Assert.Equal("goes", await node.Client.Text(_label, "a,b"));
        await Store("a,b?ttl=1s", "goes");

        await Soon(async () => await node.Client.Status(Target("get/a,b")) == 404, "the text is gone");

        Assert.Equal(404, await node.Client.Status(Target("get/a")));
        Assert.Equal(["kept"], (await node.Client.Json($"/registry/lockers/{_label}/dump"))["dataLocker"]!["locker"].Names());
        Assert.Equal($$"""{"{{_label}}":[["kept"]]}""", (await node.Client.Json(Target("data/paths"))).ToJsonString());
        Assert.Empty((await node.Client.Json(Target("find/goes?in=data"))).AsArray());
        await Ask(Target("store/a,b"), ("If-Match", "*")).Problem(412);
        await Ask(Target("store/a,b"), ("If-None-Match", "*")).Done();
    }

    [Fact]
    public async Task A_store_without_a_time_makes_a_text_permanent_and_one_with_a_time_begins_anew()
    {
        await Store("a?ttl=1s", "x");
        await Store("b?ttl=1s", "x");
        await Store("c?ttl=1s", "x");
        await Store("a", "y");
        await Store("b?ttl=1h", "y");

        await Soon(async () => await node.Client.Status(Target("get/c")) == 404, "the text is gone");

        Assert.Equal(("y", "y"), (await node.Client.Text(_label, "a"), await node.Client.Text(_label, "b")));
    }

    [Fact]
    public async Task A_dump_says_when_texts_expire_and_a_load_keeps_it()
    {
        await Store("a?ttl=24h", "x");
        await Store("b", "x");
        var dump = await node.Client.Get(Target("dump")).Done();
        var before = dump.Json!["dataLocker"]!["locker"]!;
        Assert.NotNull(before["a"]!["expires"]);
        Assert.Null(before["b"]!["expires"]);

        await node.Client.Post(Target("load"), dump.Text, "application/json").Done();

        Assert.Equal(before.ToJsonString(), (await node.Client.Json(Target("dump")))["dataLocker"]!["locker"]!.ToJsonString());
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("366d")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1.5h")]
    [InlineData("-1s")]
    [InlineData("1w")]
    [InlineData("99999999999s")]
    public async Task A_time_that_is_none_is_refused(string ttl)
    {
        await node.Client.Post(Target($"store/a?ttl={ttl}"), "x").Problem(400, "ttl", ttl);
        await node.Client.Post(Target($"ttl?ttl={ttl}")).Problem(400, "ttl", ttl);
        Assert.Equal(404, await node.Client.Status(Target("get/a")));
    }

    [Fact]
    public async Task A_locker_is_closed_when_its_time_is_over_and_default_is_current_then()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a");

        Assert.StartsWith($"Locker {label} expires at 20", await node.Client.Post($"/registry/lockers/current/ttl?ttl=1s").Line(), StringComparison.Ordinal);

        await Soon(async () => !(await node.Client.Json("/registry/lockers/labels")).Strings().Contains(label), "the locker is closed");
        Assert.NotEqual(label, (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}/get/a"));
    }

    [Fact]
    public async Task A_locker_says_when_it_expires_until_it_is_told_that_it_does_not()
    {
        await Store("a", "x");
        Assert.Null(await Expires());
        await node.Client.Post(Target("ttl?ttl=7d")).Done();
        var expires = DateTimeOffset.Parse((await Expires())!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(expires - DateTimeOffset.Parse((await node.Client.Json("/registry/lockers/labels?detailed=y")).AsArray()
            .Single(item => (string?)item!["label"] == _label)!["lastOpened"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture),
            TimeSpan.FromDays(7), TimeSpan.FromDays(7) + TimeSpan.FromMinutes(5));
        await node.Client.Post(Target("clear")).Done();
        Assert.NotNull(await Expires());

        Assert.Equal($"Locker {_label} does not expire", await node.Client.Post(Target("ttl?ttl=none")).Line());

        Assert.Null(await Expires());
        await node.Client.Post("/registry/lockers/default/ttl?ttl=7d").Problem(400, "Default");
        await node.Client.Post($"/registry/lockers/{Calls.FreshLabel()}/ttl?ttl=7d").Problem(404);
        await node.Client.Post(Target("ttl")).Problem(400, "?ttl=7d");
    }

    private static Task Soon(Func<Task<bool>> condition, string what) =>
        Until.Holds(condition, TestDeadlines.Step, () => what, TestContext.Current.CancellationToken);

    private async Task<string?> Expires() => (string?)(await node.Client.Json("/registry/lockers/labels?detailed=y")).AsArray()
        .Single(item => (string?)item!["label"] == _label)!["expires"];

    private string Target(string rest) => $"/registry/lockers/{_label}/{rest}";

    private Task<Answer> Store(string path, string text) => node.Client.Post(Target($"store/{path}"), text).Done();

    private Task<Answer> Ask(string target, (string Name, string Value) header) => node.Client.Send(
        "POST", target, new ByteArrayContent(Encoding.UTF8.GetBytes("z")), null, new Dictionary<string, string> { [header.Name] = header.Value });
}
