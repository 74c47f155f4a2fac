using Xunit;

namespace Lockers.Postgres.Membership;

/// <summary>Orleans' membership table, with the running test's token.</summary>
internal sealed class SiloList(IMembershipTable table)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<MembershipTableData> ReadAll() => table.ReadAllAsync(Stop);

    public Task<MembershipTableData> ReadRow(SiloAddress silo) => table.ReadRowAsync(silo, Stop);

    public Task<bool> InsertRow(MembershipEntry silo, TableVersion next) => table.InsertRowAsync(silo, next, Stop);

    public Task<bool> UpdateRow(MembershipEntry silo, string etag, TableVersion next) => table.UpdateRowAsync(silo, etag, next, Stop);

    public Task UpdateIAmAlive(MembershipEntry silo) => table.UpdateIAmAliveAsync(silo, Stop);

    public Task CleanupDefunctSiloEntries(DateTimeOffset before) => table.CleanupDefunctSiloEntriesAsync(before, Stop);

    public Task DeleteMembershipTableEntries(string cluster) => table.DeleteMembershipTableEntriesAsync(cluster, Stop);
}
