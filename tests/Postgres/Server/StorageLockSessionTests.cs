using Lockers.Silo.Postgres;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Lockers.Postgres.Server;

/// <summary>The lock on a service's records, session by session, on a real server.</summary>
public sealed class StorageLockSessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly List<StorageLockSession> _sessions = [];
    private PrivatePostgres? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PrivatePostgres Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgres.Start();
        await new Schema(NullLogger<Schema>.Instance).Apply(Server.ConnectionString, create: true, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions) await session.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task One_node_that_is_alone_holds_the_lock_of_a_service()
    {
        var (first, second, other) = (Alone("a"), Alone("b"), Session("another service", "c", isShared: false));
        Assert.Equal(LockFate.Taken, await Take(first));
        Assert.True(await first.Holds(Stop));
        Assert.Equal(LockFate.Busy, await Take(second));
        Assert.False(await second.Holds(Stop));
        Assert.Equal(LockFate.Taken, await Take(other));
    }

    [Fact]
    public async Task Nodes_of_one_cluster_hold_it_together_and_keep_all_others_out()
    {
        var (one, two) = (Clustered("x"), Clustered("x"));
        Assert.Equal(LockFate.Taken, await Take(one));
        Assert.Equal(LockFate.Taken, await Take(two));
        Assert.True(await one.Holds(Stop) && await two.Holds(Stop));
        Assert.Equal(LockFate.Busy, await Take(Alone("a")));
        Assert.Equal(LockFate.Busy, await Take(Clustered("y")));

        await one.DisposeAsync();
        var other = Clustered("y");
        Assert.Equal(LockFate.Busy, await Take(other));
        await two.DisposeAsync();
        await Until.Holds(async () => await Take(other) == LockFate.Taken, TestDeadlines.Step, () => "the lock is free", Stop);
        Assert.Equal(LockFate.Busy, await Take(Clustered("x")));
        Assert.Equal(LockFate.Taken, await Take(Clustered("y")));
    }

    // The lock is free the moment a session ends, and the holder before may not know for as long as its right lasts.
    [Fact]
    public async Task A_new_owner_waits_for_one_that_has_not_said_that_it_ended()
    {
        var first = Alone("a");
        await Take(first);
        Assert.Equal(TimeSpan.Zero, first.Wait);
        await first.DisposeAsync();

        var second = Alone("b");
        await Until.Holds(async () => await Take(second) == LockFate.Taken, TestDeadlines.Step, () => "the lock is free", Stop);
        Assert.InRange(second.Wait, Hour - TimeSpan.FromMinutes(5), Hour);

        await second.End(Stop);
        await second.DisposeAsync();
        var third = Clustered("x");
        await Until.Holds(async () => await Take(third) == LockFate.Taken, TestDeadlines.Step, () => "the lock is free", Stop);
        Assert.Equal(TimeSpan.Zero, third.Wait);
    }

    // Another node of a cluster may come later, and must not use the records before those that were replaced know it.
    [Fact]
    public async Task All_nodes_of_a_cluster_that_took_over_wait()
    {
        var lone = Alone("a");
        await Take(lone);
        await lone.DisposeAsync();
        var (one, two) = (Clustered("x"), Clustered("x"));
        await Until.Holds(async () => await Take(one) == LockFate.Taken, TestDeadlines.Step, () => "the lock is free", Stop);
        Assert.Equal(LockFate.Taken, await Take(two));
        Assert.InRange(two.Wait, Hour - TimeSpan.FromMinutes(5), Hour);
    }

    [Fact]
    public async Task Who_lost_the_lock_takes_it_again_unless_another_one_had_it_meanwhile()
    {
        var first = Alone("a");
        await Take(first);
        await first.DisposeAsync();
        var again = Alone("a");
        await Until.Holds(async () => await Take(again, again: true) == LockFate.Taken, TestDeadlines.Step, () => "it is taken again", Stop);
        await again.DisposeAsync();

        var second = Alone("b");
        await Until.Holds(async () => await Take(second) == LockFate.Taken, TestDeadlines.Step, () => "the lock is free", Stop);
        Assert.Equal(LockFate.Lost, await Take(Alone("a"), again: true));
        await second.End(Stop);
        await second.DisposeAsync();
        Assert.Equal(LockFate.Lost, await Take(Alone("a"), again: true));
    }

    [Fact]
    public async Task A_session_that_holds_the_lock_already_is_taken_for_shared_by_a_pooler()
    {
        var session = Alone("a");
        Assert.Equal(LockFate.Taken, await Take(session));
        Assert.Equal(LockFate.Shared, await Take(session));
    }

    private static Task<LockFate> Take(StorageLockSession session, bool again = false) => session.Take(again, Hour, Stop);

    private StorageLockSession Alone(string owner) => Session("service", owner, isShared: false);

    private StorageLockSession Clustered(string owner) => Session("service", owner, isShared: true);

    private StorageLockSession Session(string service, string owner, bool isShared)
    {
        var session = new StorageLockSession(Server.ConnectionString, service, owner, isShared);
        _sessions.Add(session);
        return session;
    }
}
