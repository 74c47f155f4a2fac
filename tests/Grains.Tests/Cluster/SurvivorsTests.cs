using System.Collections.Immutable;
using Lockers.Grains.Cluster;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Asking the nodes what lives there while it moves between them.</summary>
public sealed class SurvivorsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SomeMembers _members = new([LeaseStage.Self, LeaseStage.Other, LeaseStage.Third]);
    private readonly Dictionary<SiloAddress, HeldGrains> _nodes = [];
    private readonly TaskCompletionSource _thirdHasAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Survivors _survivors;
    private Func<SiloAddress, Task> _before = _ => Task.CompletedTask;

    public SurvivorsTests()
    {
        foreach (var node in (SiloAddress[])[LeaseStage.Self, LeaseStage.Other, LeaseStage.Third]) _nodes.Add(node, new(_time));
        _survivors = new(
            Stub.Of<INodeServices>((_, of) => Stub.Of<INodeService>(
                (_, asked) => new ValueTask<ImmutableArray<HeldGrain>>(List((SiloAddress)of[0]!, (string)asked[0]!, (string)asked[1]!, (string)asked[2]!)))),
            Stub.Of<ILocalSiloDetails>((_, _) => LeaseStage.Self), _members, _nodes[LeaseStage.Self], _time, NullLogger<Survivors>.Instance);
    }

    [Fact]
    public async Task A_grain_that_moves_to_a_node_that_has_answered_already_is_found()
    {
        var leaving = _nodes[LeaseStage.Other].Enter("L", "x", () => 5);
        MoveOnce(() =>
        {
            _nodes[LeaseStage.Third].Enter("L", "x", () => 5);
            leaving.Leave();
        });

        Assert.Equal([new("x", 5)], await _survivors.All("L", ""));
    }

    [Fact]
    public async Task A_grain_of_a_node_that_ends_before_it_answers_is_found_where_it_went()
    {
        MoveOnce(() =>
        {
            _nodes[LeaseStage.Third].Enter("L", "x", () => 5);
            _members.Set(LeaseStage.Other, SiloStatus.Dead);
            throw new OrleansException("It has gone.");
        });

        Assert.Equal([new("x", 5)], await _survivors.All("L", ""));
    }

    [Fact]
    public async Task A_node_that_is_leaving_is_asked_until_it_answers_or_has_gone()
    {
        _nodes[LeaseStage.Other].Enter("L", "x", () => 5);
        _members.Set(LeaseStage.Other, SiloStatus.ShuttingDown);
        var failures = 2;
        _before = node => node.Equals(LeaseStage.Other) && failures-- > 0 ? throw new TimeoutException() : Task.CompletedTask;

        var found = _survivors.All("L", "");
        for (var steps = 0; !found.IsCompleted && steps < 100; steps++)
        {
            await Task.WhenAny(found, Task.Delay(5, TestContext.Current.CancellationToken));
            if (!found.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([new("x", 5)], await found);
    }

    // The other nodes answer; then the move is made; the node that is left answers behind it.
    private void MoveOnce(Action move)
    {
        var moved = false;
        _before = async node =>
        {
            if (moved || !node.Equals(LeaseStage.Other)) return;
            moved = true;
            await _thirdHasAnswered.Task;
            move();
        };
    }

    private async Task<ImmutableArray<HeldGrain>> List(SiloAddress node, string kind, string prefix, string after)
    {
        await _before(node);
        var page = _nodes[node].List(kind, prefix, after);
        if (node.Equals(LeaseStage.Third)) _thirdHasAnswered.TrySetResult();
        return page;
    }
}
