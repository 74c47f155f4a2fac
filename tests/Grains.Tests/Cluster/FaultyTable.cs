using System.Data.Common;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>A membership table that can be out of reach, refuse, or not answer.</summary>
internal sealed class FaultyTable : IMembershipTable
{
    private readonly Dictionary<SiloAddress, SiloStatus> _rows = [];

    /// <summary>What a read fails with; null: it does not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What a read waits for; null: nothing.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    public SiloStatus? this[SiloAddress silo]
    {
        set
        {
            if (value is { } status) _rows[silo] = status;
            else _rows.Remove(silo);
        }
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        Reads++;
        var seen = _rows.TryGetValue(key, out var status) ? status : SiloStatus.None;
        if (Held is { } held) await held.Task;
        if (Failure is { } failure) throw failure;
        var version = new TableVersion(1, "1");
        return seen == SiloStatus.None
            ? new(version)
            : new(Tuple.Create(new MembershipEntry { SiloAddress = key, Status = seen }, "1"), version);
    }

    public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

    public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

    public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

    public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
}

/// <summary>What a database's client fails with.</summary>
internal sealed class DatabaseFailure(string? state, bool isTransient = false) : DbException($"SQLSTATE {state}")
{
    public override string? SqlState { get; } = state;

    public override bool IsTransient { get; } = isTransient;
}
