using System.Collections.Immutable;
using System.Net;
using Lockers.Grains.Cluster;
using Lockers.Grains.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>A membership lease, its clock, its table, and the other nodes as they answer it.</summary>
internal sealed class LeaseStage : IDisposable
{
    public static readonly SiloAddress Self = Silo(1);
    public static readonly SiloAddress Other = Silo(2);
    public static readonly SiloAddress Third = Silo(3);

    public LeaseStage(params SiloAddress[] active)
        : this(null, active)
    {
    }

    public LeaseStage(GrainInstruments? measured, params SiloAddress[] active)
    {
        Members = new(active.Length == 0 ? [Self, Other, Third] : active);
        Table[Self] = SiloStatus.Active;
        Claim = new();
        var reader = new MembershipReader(Table, Time);
        var details = new SelfDetails();
        var others = new TableWitnesses(Others, details, Members, Time, NullLogger<TableWitnesses>.Instance);
        Lease = new(reader, details, Members, others, Time, Log, Claim, measured);
    }

    public FakeTimeProvider Time { get; } = new();

    public FaultyTable Table { get; } = new();

    public SomeMembers Members { get; }

    public OtherNodes Others { get; } = new();

    public FakeClaim Claim { get; }

    public LeaseLog Log { get; } = new();

    public ServingLease Lease { get; }

    public static SiloAddress Silo(int port, int generation = 1) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), generation);

    /// <summary>Looks once; time goes on in steps until the look is over.</summary>
    public async Task Advance()
    {
        var renewed = Lease.Advance();
        for (var steps = 0; !renewed.IsCompleted && steps < 100; steps++)
        {
            await Task.WhenAny(renewed, Task.Delay(5, TestContext.Current.CancellationToken));
            if (!renewed.IsCompleted) Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        await renewed;
    }

    /// <summary>Looks again and again for so long.</summary>
    public async Task GoOn(TimeSpan span)
    {
        var end = Time.GetUtcNow() + span;
        while (Time.GetUtcNow() < end)
        {
            Time.Advance(ServingLease.Pause);
            await Advance();
        }
    }

    public void Dispose() => Lease.Dispose();

    private sealed class SelfDetails : ILocalSiloDetails
    {
        public string Name => "self";

        public string ClusterId => "cluster";

        public string DnsHostName => "host";

        public SiloAddress SiloAddress => Self;

        public SiloAddress GatewayAddress => Self;
    }
}

/// <summary>The list of members as one node knows it.</summary>
internal sealed class SomeMembers(SiloAddress[] active) : IClusterMembershipService
{
    private ImmutableDictionary<SiloAddress, ClusterMember> _members =
        active.ToImmutableDictionary(silo => silo, silo => new ClusterMember(silo, SiloStatus.Active, "node"));

    private long _version = 1;

    /// <summary>What the table would show, if it is asked.</summary>
    public Action? OnRefresh { get; set; }

    public ClusterMembershipSnapshot CurrentSnapshot => new(_members, new MembershipVersion(_version));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public void Set(SiloAddress silo, SiloStatus status)
    {
        _members = _members.SetItem(silo, new ClusterMember(silo, status, "node"));
        _version++;
    }

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
    {
        OnRefresh?.Invoke();
        return default;
    }

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
}

/// <summary>Other nodes that say what a test lets them; without that they are out of reach.</summary>
internal sealed class OtherNodes : INodeServices
{
    private readonly Dictionary<SiloAddress, Func<ValueTask<TableWitness>>> _answers = [];

    /// <summary>Lets a node answer that it saw this, and knows these members.</summary>
    public void Say(SiloAddress node, TableSight sight, params SiloAddress[] members) =>
        _answers[node] = () => new(new TableWitness(sight, [.. members]));

    /// <summary>Cuts a node off: a call of it ends when its caller gives up.</summary>
    public void Cut(SiloAddress node) => _answers[node] = () => new(new TaskCompletionSource<TableWitness>().Task);

    public INodeService Of(SiloAddress node) => new Service(
        _answers.GetValueOrDefault(node, () => throw new TimeoutException("It is not there.")));

    private sealed class Service(Func<ValueTask<TableWitness>> answer) : INodeService
    {
        public ValueTask<TableWitness> Witness(SiloAddress asker) => answer();

        public ValueTask<ImmutableArray<HeldGrain>> Held(string kind, string prefix, string after) => throw new NotSupportedException();
    }
}

internal sealed class FakeClaim : IStorageClaim
{
    public bool IsHeld { get; set; } = true;

    public int GivenUp { get; private set; }

    public void GiveUp(string why) => GivenUp++;
}

internal sealed class LeaseLog : ILogger<ServingLease>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
