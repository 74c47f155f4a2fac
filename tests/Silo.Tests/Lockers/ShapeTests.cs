using System.Globalization;
using System.Text.RegularExpressions;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed partial class ShapeTests(LockersNode node)
{
    [Fact]
    public async Task Nothing_is_omitted_and_nothing_is_added()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "x");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/b", "y").Done();

        var text = (await node.Client.Get($"/registry/lockers/{label}?data=y").Done()).Text;

        const string Expected = """
            {"label":"LABEL","peerLockers":{"p":{"instanceLockers":{"1.1.1.1:1":{"locker":{"b":LEAF-y},"active":true}},
            "locker":{"locker":{},"active":true}}},"dataLocker":{"locker":{"a":LEAF-x},"active":true},"current":true}
            """;
        const string Leaf = """{"data":"$1","subKeys":{},"firstReported":"T","lastReported":"T"}""";
        Assert.Equal(
            Regex.Replace(Expected.Replace("LABEL", label, StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal),
                "LEAF-(.)", Leaf),
            Time().Replace(text, "\"T\"").TrimEnd('\n'));
    }

    [Fact]
    public async Task Times_say_when_a_key_came_to_be_and_when_something_below_was_stored_last()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b");
        var (first, _) = await Times(label, "a");
        await node.Client.Store(label, "a,c");

        var (a, b, c) = (await Times(label, "a"), await Times(label, "a,b"), await Times(label, "a,c"));

        Assert.Equal(first, a.First);
        Assert.Equal(a.Last, c.Last);
        Assert.Equal(c.First, c.Last);
        Assert.True(b.Last < c.Last);
    }

    [Fact]
    public async Task Keys_are_in_the_order_of_their_bytes_and_text_is_not_escaped()
    {
        var label = Calls.FreshLabel();
        foreach (var key in (string[])["b", "B", "%F0%9F%98%80", "%EF%BD%9E", "%C3%A9", "10", "9", "a%20b"])
            await node.Client.Store(label, key, "<é世&\u2028>");

        var answer = await node.Client.Get($"/registry/lockers/{label}?data=y").Done();

        Assert.Equal(["10", "9", "B", "a b", "b", "é", "\uFF5E", "\U0001F600"], answer.Json!["dataLocker"]!["locker"].Names());
        Assert.Contains("\"\U0001F600\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("é世", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(": ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_text_survives_as_JSON()
    {
        var label = Calls.FreshLabel();
        const string Nasty = "\" \\ / \b \f \n \r \t \u0000 \u001f \u007f \ufffe é 世 😀 </script>";
        await node.Client.Store(label, "a", Nasty);

        Assert.Equal(Nasty, (string?)(await node.Client.Json($"/registry/lockers/{label}?data=y"))["dataLocker"]!["locker"]!["a"]!["data"]);
    }

    [GeneratedRegex("\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\"")]
    private static partial Regex Time();

    private async Task<(DateTimeOffset First, DateTimeOffset Last)> Times(string label, string path)
    {
        var key = (await node.Client.Json($"/registry/lockers/{label}/get/{path}?tree=y"))[path]!;
        return (Parsed("firstReported"), Parsed("lastReported"));

        DateTimeOffset Parsed(string name) => DateTimeOffset.Parse((string)key[name]!, CultureInfo.InvariantCulture);
    }
}
