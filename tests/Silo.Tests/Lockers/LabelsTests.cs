using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class LabelsTests(LockersNode node)
{
    [Fact]
    public async Task Labels_are_sorted_by_their_bytes()
    {
        var stem = Calls.FreshLabel();
        // U+FF5E comes before U+1F600 in UTF-8, and after it in UTF-16.
        foreach (var end in (string[])["b", "B", "a", "%F0%9F%98%80", "%EF%BD%9E", "10", "9"]) await node.Client.Store(stem + end, "k");

        var labels = (await node.Client.Json("/registry/lockers/labels")).Strings()
            .Where(label => label.StartsWith(stem, StringComparison.Ordinal));

        Assert.Equal(["10", "9", "B", "a", "b", "\uFF5E", "\U0001F600"], labels.Select(label => label[stem.Length..]));
    }

    [Fact]
    public async Task Detailed_labels_say_what_a_locker_holds()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b", "12345");
        await node.Client.Store(label, "c", "678");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/x", "text").Done();

        var all = await node.Client.Json("/registry/lockers/labels?detailed=y");

        var details = all.AsArray().Single(item => (string?)item!["label"] == label)!;
        Assert.Equal(["label", "current", "firstOpened", "lastOpened", "keys", "bytes", "peers", "expires"], details.Names());
        Assert.True((bool)details["current"]!);
        Assert.True((int)details["keys"]! >= 2);
        Assert.True((int)details["bytes"]! >= 8);
        Assert.Equal(1, (int)details["peers"]!);
        Assert.Equal(
            (await node.Client.Json("/registry/lockers/labels")).Strings(), all.AsArray().Select(item => (string?)item!["label"]));
    }

    [Fact]
    public async Task A_locker_remembers_when_it_was_opened_first_and_last()
    {
        var label = await node.Client.OpenFresh();
        var (first, last) = await Opened(label);
        await node.Client.OpenFresh();
        await node.Client.Post($"/registry/lockers/open/{label}").Done();

        var (firstAgain, lastAgain) = await Opened(label);

        Assert.True(first <= last);
        Assert.Equal(first, firstAgain);
        Assert.True(lastAgain > last);
    }

    private async Task<(DateTimeOffset First, DateTimeOffset Last)> Opened(string label)
    {
        var all = await node.Client.Json("/registry/lockers/labels?detailed=y");
        var details = all.AsArray().Single(item => (string?)item!["label"] == label)!;
        return (Time("firstOpened"), Time("lastOpened"));

        DateTimeOffset Time(string name) => DateTimeOffset.Parse((string)details[name]!, CultureInfo.InvariantCulture);
    }
}
