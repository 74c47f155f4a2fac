using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Names;

public sealed class OddNamesTests(LockersNode node)
{
    [Fact]
    public async Task Every_legal_name_is_told_apart_through_storing_finding_closing_reopening_dumping_and_loading()
    {
        var contents = new NamedContents(node.Client, OddNames.Labels, OddNames.Peers);
        await contents.Store();
        Assert.Empty(await contents.Faults());
        var dump = (await node.Client.Get("/registry/dump").Done()).Text;

        await contents.Close(OddNames.Labels);
        Assert.Empty(await contents.Left(OddNames.Labels));
        foreach (var label in OddNames.Labels) await contents.StoreLocker(label);
        Assert.Empty(await contents.Faults());

        await node.Client.Post("/registry/lockers/close").Done();
        await node.Client.Post("/registry/load", dump, "application/json").Done();

        Assert.Empty(await contents.Faults());
        await node.Client.Post("/registry/peers/clear").Done();
    }
}
