using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class ClearTests(LockersNode node)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clear_empties_a_locker_and_keeps_it_current(bool asCurrent)
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a", "text").Done();
        await node.Client.Post("/registry/peers/p/locker/store/a", "text").Done();

        var line = await node.Client.Post($"/registry/lockers/{(asCurrent ? "CURRENT" : label)}/clear").Line();

        Assert.Equal($"Locker {label} is cleared (1 locker, 3 keys, 1 peer)", line);
        var locker = await node.Client.Json("/registry/lockers/current?data=y");
        Assert.Equal(label, (string?)locker["label"]);
        Assert.Empty(locker["dataLocker"]!["locker"].Names());
        Assert.DoesNotContain("text", locker.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("{}", (await node.Client.Json("/registry/lockers/current/data/paths")).ToJsonString());
    }

    [Fact]
    public async Task Clear_leaves_other_lockers_alone()
    {
        var other = Calls.FreshLabel();
        await node.Client.Store(other, "a", "kept");
        var label = await node.Client.OpenFresh();

        await node.Client.Post($"/registry/lockers/{label}/clear").Done();

        Assert.Equal("kept", await node.Client.Text(other, "a"));
    }

    [Fact]
    public async Task Clear_of_default_works()
    {
        await node.Client.Store("default", "a");

        Assert.Equal("Locker default is cleared", await node.Client.Post("/registry/lockers/default/clear").Words());

        Assert.Equal(404, await node.Client.Status("/registry/lockers/default/get/a"));
    }

    [Fact]
    public async Task Clear_of_an_unknown_label_creates_nothing()
    {
        var label = Calls.FreshLabel();

        await node.Client.Post($"/registry/lockers/{label}/clear").Problem(404, label);

        Assert.DoesNotContain(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }
}
