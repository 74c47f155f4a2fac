using System.Collections.Immutable;
using System.Net;
using System.Text;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>What becomes of a state in memory when the nodes that it could go to are going away too.</summary>
public sealed class FailingHandoverTests
{
    private static readonly SiloAddress Self = Address(1);
    private static readonly SiloAddress Gone = Address(2);
    private static readonly SiloAddress Good = Address(3);

    private static readonly HeldGrain Grain = new("x", 5);

    private readonly Dictionary<(Guid Handover, int Number), byte[]> _kept = [];

    [Fact]
    public async Task A_state_goes_to_another_node_when_the_first_does_not_take_it()
    {
        var handover = Between(Self, Gone, Good);
        for (var turn = 0; turn < 6; turn++)
        {
            var ticket = await handover.Send(State("k", "text"), "L", Grain);

            Assert.NotNull(ticket);
            Assert.Equal(Good, ticket.Node);
            var state = new JournaledState(trees: 1);
            await handover.Receive(state, ticket);
            Assert.Equal("text", Encoding.UTF8.GetString(StateTree.Text(state[0].Root, "k")!));
        }
    }

    [Fact]
    public async Task Nothing_is_handed_over_when_no_other_node_takes_it()
    {
        Assert.Null(await Between(Self, Gone).Send(State("k", "text"), "L", Grain));
        Assert.Null(await Between(Self).Send(State("k", "text"), "L", Grain));
    }

    [Fact]
    public async Task Revisions_go_on_where_the_state_has_gone_also_behind_a_removal()
    {
        var (from, to) = (State("k", "text"), new JournaledState(trees: 1));
        from.Apply(0, Mutation.Remove(KeyPath.Of("k").Utf8, 1000));
        from.Apply(0, Mutation.Store(KeyPath.Of("l").Utf8, [1], TextFormat.Plain, 5));
        from.Apply(0, Mutation.Remove(KeyPath.Of("l").Utf8, 5));
        from.Apply(0, Mutation.Store(KeyPath.Of("m").Utf8, [1], TextFormat.Plain, 5));
        var handover = Between(Self, Good);

        await handover.Receive(to, (await handover.Send(from, "L", Grain))!);

        Assert.Equal((1003, 1003), (from.Revision, to.Revision));
    }

    [Fact]
    public async Task A_chunk_that_was_changed_on_its_way_is_not_taken()
    {
        var handover = Between(Self, Good);
        var ticket = await handover.Send(State("k", "text"), "L", Grain);
        _kept[(ticket!.Id, 0)][^1] ^= 1;

        await Assert.ThrowsAsync<InvalidDataException>(() => handover.Receive(new JournaledState(trees: 1), ticket));
    }

    [Fact]
    public async Task A_state_that_is_not_all_there_any_more_is_not_taken_for_the_whole()
    {
        var handover = Between(Self, Good);
        var ticket = await handover.Send(State("k", "text"), "L", Grain);
        _kept.Clear();

        await Assert.ThrowsAsync<OrleansException>(() => handover.Receive(new JournaledState(trees: 1), ticket!));
    }

    private static SiloAddress Address(int port) => SiloAddress.New(IPAddress.Loopback, port, 1);

    private static JournaledState State(string key, string text)
    {
        var state = new JournaledState(trees: 1);
        state.Apply(0, Mutation.Store(KeyPath.Of(key).Utf8, Encoding.UTF8.GetBytes(text), TextFormat.Plain, 1));
        return state;
    }

    private Handover Between(params SiloAddress[] nodes)
    {
        var members = nodes.ToImmutableDictionary(node => node, node => new ClusterMember(node, SiloStatus.Active, $"{node}"));
        var snapshot = new ClusterMembershipSnapshot(members, new MembershipVersion(1));
        return new(
            Stub.Of<IGrainFactory>((_, arguments) => Node((string)arguments[0]!)),
            Stub.Of<ILocalSiloDetails>((_, _) => Self),
            Stub.Of<IClusterMembershipService>((_, _) => snapshot),
            NullLogger<Handover>.Instance);
    }

    private INodeGrain Node(string address) => Stub.Of<INodeGrain>((method, arguments) =>
    {
        if (address == Gone.ToParsableString()) throw new OrleansException("It is going away.");
        if (method.Name == nameof(INodeGrain.Forget)) return ValueTask.CompletedTask;
        var chunk = ((Guid)arguments[0]!, (int)arguments[1]!);
        if (method.Name == nameof(INodeGrain.Keep))
        {
            _kept[chunk] = (byte[])arguments[2]!;
            return ValueTask.CompletedTask;
        }

        return new ValueTask<HandoverChunk?>(_kept.TryGetValue(chunk, out var bytes) ? new HandoverChunk(bytes) : null);
    });
}
