using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class NamesTests(ScenarioPostgres postgres)
{
    [Fact]
    public async Task Every_legal_name_outlives_restarts_and_the_death_of_a_node()
    {
        var shape = new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql") { Silos = 2 };
        await using var cluster = new LockersCluster(shape);
        await cluster.Start();
        using NodeClient one = new(cluster.Silos[0].Address), other = new(cluster.Silos[1].Address), patient = new(one.Address) { MayBeUnavailable = true };
        var contents = new NamedContents(one, OddNames.Several, OddNames.Few);
        await contents.Store();
        Assert.Empty(await contents.Faults(other));

        await cluster.Silos[1].Kill();
        await Served(one);
        Assert.Empty(await contents.Faults());

        var closed = OddNames.Several.Where((_, at) => at % 2 == 0).ToList();
        await contents.Close(closed);
        Assert.Empty(await contents.Left(closed));

        await cluster.Silos[0].Kill();
        await cluster.AllReady();
        Assert.Empty(await contents.Left(closed));
        foreach (var label in closed) await contents.StoreLocker(label);
        Assert.Empty(await contents.Faults(other));

        var dump = (await Answered(() => patient.Get("/registry/dump"))).Text;
        await Answered(() => patient.Post("/registry/lockers/close"));
        await Answered(() => patient.Post("/registry/load", dump, "application/json"));
        Assert.Empty(await contents.Faults(other));
    }

    // What is formatted with a name, by storage or log, is mostly what goes wrong.
    [Fact]
    public async Task Names_with_braces_are_closed_and_stored_into_again_also_when_the_storage_was_away()
    {
        string[] names = ["{x}", "{0}", "{", "}", "{0:N}", "{{", "%s%n"];
        await using var own = await PrivatePostgres.Start();
        await using var node = await LockersNode.Start(
            "--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers={own.ConnectionString}");
        var contents = new NamedContents(node.Client, names, names);
        await contents.Store();
        await contents.Close(names);
        await contents.Store();

        await own.Kill();
        try
        {
            var stores = names.Select(OddNames.Escaped).SelectMany(name =>
                (string[])[$"/registry/lockers/{name}/store/away", $"/registry/peers/{name}/{name}/locker/store/away"]);
            var answers = await Task.WhenAll(stores.Select(store => RawConnection.Exchange(node.Address, "POST", store, "text")));
            Assert.All(answers, answer => Assert.Equal(503, answer.Status));
        }
        finally
        {
            await own.StartAgain();
        }

        await Until.Holds(
            async () => (await RawConnection.Exchange(node.Address, "POST", "/registry/lockers/%7Bx%7D/store/k", "{x}")).Status == 200,
            TestDeadlines.Recovery, () => "a store is acknowledged again", TestContext.Current.CancellationToken);
        await contents.Store();
        Assert.Empty(await contents.Faults());
        Assert.DoesNotContain("FormatException", node.Process.Output, StringComparison.Ordinal);
    }

    // On a busy machine a node may be without its lease for a moment.
    private static async Task<Answer> Answered(Func<Task<Answer>> call)
    {
        Answer answer = null!;
        await Until.Holds(
            async () => (answer = await call()).Status == 200, TestDeadlines.Recovery, () => $"it is answered: {answer}", TestContext.Current.CancellationToken);
        return answer;
    }

    // Until the death of the other node is found out, what it held is answered with 503.
    private static Task Served(NodeClient node) => Until.Holds(
        () => IsServing(node), TestDeadlines.Recovery, () => "every locker is served by the node that is left",
        TestContext.Current.CancellationToken);

    // NodeClient throws where an answer is neither a success nor the client's fault.
    private static async Task<bool> IsServing(NodeClient node)
    {
        try
        {
            foreach (var label in OddNames.Several) await node.Get($"/registry/lockers/{OddNames.Escaped(label)}");
            return (await node.Get("/registry/peers")).Status == 200;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
