using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

/// <summary>Whatever a node holds: its dump loads, here and elsewhere, and the next dump is the same, byte for byte.</summary>
public sealed class RandomRoundTripTests
{
    [Fact]
    public async Task Whatever_a_node_holds_comes_back_as_it_was()
    {
        await using var node = await LockersNode.Start();
        await using var other = await LockersNode.Start();
        for (var seed = 1; seed <= 12; seed++)
        {
            await new RandomContent(node.Client, seed).Put(120);
            var dump = await Dumps.Of(node);
            await new RandomContent(other.Client, seed + 1000).Put(40);

            await other.Client.Send("POST", "/registry/load", dump).Done();
            Dumps.Same(Dumps.Offline(dump), await Dumps.Of(other), $"seed {seed}, at another node");

            await new RandomContent(node.Client, seed + 2000).Put(40);
            await node.Client.Send("POST", "/registry/load", dump).Done();
            Dumps.Same(Dumps.Offline(dump), await Dumps.Of(node), $"seed {seed}, at the node itself");
        }
    }

    [Fact]
    public async Task A_dump_that_a_durable_node_has_loaded_survives_its_end()
    {
        await using var postgres = await PrivatePostgres.Start();
        string[] durable = ["--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}"];
        await using var source = await LockersNode.Start();
        await new RandomContent(source.Client, 77, braces: false).Put(400);
        var dump = await Dumps.Of(source);
        var first = await LockersNode.Start(durable);
        try
        {
            await new RandomContent(first.Client, 78, braces: false).Put(60);

            await first.Client.Send("POST", "/registry/load", dump).Done();

            first.Process.Kill();
        }
        finally
        {
            await first.DisposeAsync();
        }

        await using var second = await LockersNode.Start(durable);
        Dumps.Same(Dumps.Offline(dump), await Dumps.Of(second), "after the end of the node");
        Assert.Equal(200, (await second.Client.Post("/registry/lockers/open/after")).Status);
    }
}
