using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

public sealed class BadDumpTests(LockersNode node)
{
    private const string Empty = """{"locker":{},"active":true}""";
    private const string Times = "\"firstReported\":\"2026-01-01T00:00:00Z\",\"lastReported\":\"2026-01-01T00:00:00Z\"";

    /// <summary>Dumps that are no dumps, and a word of the place that the answer must name.</summary>
    public static TheoryData<string, string> Bad => new()
    {
        { "", "" },
        { "null", "" },
        { "[]", "" },
        { "not a dump", "" },
        { """{"lockers":{""", "" },
        { """{"lockers":[]}""", "lockers" },
        { """{"lockers":5}""", "lockers" },
        { """{"peers":[]}""", "peers" },
        { """{"peers":{"p":5}}""", "p" },
        { """{"peerTargets":[1]}""", "peerTargets" },
        { """{"peerTargets":{"p":[]}}""", "peerTargets" },
        { """{"peerTrackingHeaders":5}""", "peerTrackingHeaders" },
        { """{"surprise":{}}""", "surprise" },
        { """{"peerTrackingHeaders":"a","peerTrackingHeaders":"b"}""", "peerTrackingHeaders" },
        { """{"lockers":{"x":5}}""", "x" },
        { """{"lockers":{"a/b":""" + Locker("a/b", Empty) + "}}", "a/b" },
        { """{"lockers":{"current":""" + Locker("current", Empty) + "}}", "current" },
        { """{"lockers":{"x":""" + Locker("x", Empty) + ""","x":""" + Locker("x", Empty) + "}}", "x" },
        { Data("[]"), "dataLocker" },
        { Data("""{"locker":{},"active":"yes"}"""), "active" },
        { Data("""{"locker":{},"active":true,"odd":1}"""), "odd" },
        { Data("""{"locker":{},"active":true,"epochs":{"0":{} } }"""), "only an instance" },
        { Epochs("""{"01":{} }"""), "epochs.01" },
        { Epochs("""{"-2":{} }"""), "epochs.-2" },
        { Epochs("""{"x":{} }"""), "epochs.x" },
        { Epochs("""{"1":null}"""), "epochs.1" },
        { Epochs("""{"1":{"k":5} }"""), "epochs.1.k" },
        { Data("""{"locker":{"k":{"data":"x"},"l":{"data":"x"},"k":{"data":"y"}},"active":true}"""), "locker.k" },
        { Data("""{"locker":{"k\u0000":{"data":"x"}},"active":true}"""), "U+0000" },
        { Data("""{"locker":{"k":{"base64":"no","data":"x"}},"active":true}"""), "base64" },
        { """{"lockers":{"x\u0000":{}}}""", "x" },
        { """{"lockers":{},"peers":{"a\u0000":{}}}""", "peers" },
        { """{"lockers":{},"peerTargets":{"p":{"t":{"name":"t","name":"u"}}}}""", "peerTargets.p.t" },
        { """{"lockers":{},"peerProbes":{"a":{"b":1,"b":2}}}""", "peerProbes" },
        { Data("""{"locker":{"a,b":{"data":"x","subKeys":{},""" + Times + """}},"active":true}"""), "a,b" },
        { Key("""{"data":5,"subKeys":{},""" + Times + "}"), "data" },
        { Key("""{"data":"","subKeys":[],""" + Times + "}"), "subKeys" },
        { Key("""{"data":"","subKeys":{"...":null},""" + Times + "}"), "..." },
        { Key("""{"data":"","subKeys":{},"firstReported":"yesterday","lastReported":"2026-01-01T00:00:00Z"}"""), "firstReported" },
        { Key("""{"data":"","subKeys":{},"firstReported":"2026-13-41T00:00:00Z"}"""), "firstReported" },
        { Key("""{"data":"","subKeys":{},"firstReported":"2026-01-01T00:00:00Z","lastReported":17}"""), "lastReported" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_dump_is_refused_naming_the_place_and_changes_nothing(string dump, string place)
    {
        await RefusedWithoutChange(dump, place);
    }

    [Fact]
    public async Task A_dump_that_breaks_off_anywhere_is_refused_and_changes_nothing()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b", "text");
        var dump = (await node.Client.Get("/registry/dump").Done()).Text.TrimEnd();

        for (var cut = 1; cut < dump.Length; cut += 1 + dump.Length / 40) await RefusedWithoutChange(dump[..cut], "");
        await RefusedWithoutChange(dump + "x", "");
    }

    [Theory]
    [InlineData(129)]
    [InlineData(5000)]
    public async Task A_dump_that_is_too_deep_is_refused_and_changes_nothing(int depth)
    {
        var keys = new StringBuilder();
        for (var i = 1; i < depth; i++) keys.Append("""{"data":"","subKeys":{"k":""");
        keys.Append("""{"data":"","subKeys":{},""").Append(Times).Append('}');
        for (var i = 1; i < depth; i++) keys.Append("},").Append(Times).Append('}');

        await RefusedWithoutChange(Key(keys.ToString()), "");
    }

    [Fact]
    public async Task A_dump_with_a_key_that_is_too_long_is_refused_and_changes_nothing() =>
        await RefusedWithoutChange(
            Data("""{"locker":{"KEY":{"data":"x","subKeys":{},""" + Times + """}},"active":true}""")
                .Replace("KEY", new string('k', 1025), StringComparison.Ordinal), "");

    private static string Locker(string label, string data) =>
        $$"""{"label":"{{label}}","peerLockers":{},"dataLocker":{{data}},"current":false}""";

    private static string Data(string data) => """{"lockers":{"x":""" + Locker("x", data) + "}}";

    private static string Key(string key) => Data($$"""{"locker":{"k":{{key}}},"active":true}""");

    private static string Epochs(string epochs) =>
        """{"lockers":{"x":{"label":"x","peerLockers":{"p":{"instanceLockers":{"a":{"epochs":""" + epochs + "} } } } } } }";

    private async Task RefusedWithoutChange(string dump, string place)
    {
        await node.Client.Store("default", "kept", "kept");
        var before = (await node.Client.Get("/registry/dump").Done()).Text;

        await node.Client.Post("/registry/load", dump, "application/json").Problem(400, place);

        Assert.Equal(before, (await node.Client.Get("/registry/dump").Done()).Text);
    }
}
