using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>Looks into the membership table, with a deadline, and tells a table that is out of reach from one that is broken.</summary>
internal sealed class MembershipReader(IMembershipTable table, TimeProvider time)
{
    /// <summary>How long a look may take; after it the table counts as out of reach.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks a silo up.</summary>
    /// <returns>What was seen, and where nothing was, why.</returns>
    public async Task<(TableSight Sight, Exception? Why)> See(SiloAddress silo, CancellationToken stop = default)
    {
        var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var read = Read(silo, giveUp.Token);
        try
        {
            var entry = await read.Within(Deadline, time, stop);
            return entry is null ? (TableSight.Absent, null)
                : (entry.Status == SiloStatus.Dead ? TableSight.Dead : TableSight.Member, null);
        }
        catch (Exception error)
        {
            return (DatabaseFailures.IsAway(error) ? TableSight.Away : TableSight.Fault, error);
        }
        finally
        {
            // A read that is late is given up, whatever it would have said.
            _ = End(read, giveUp);
        }
    }

    private async Task<MembershipEntry?> Read(SiloAddress silo, CancellationToken giveUp)
    {
        var row = await table.ReadRowAsync(silo, giveUp);
        return row.Members.Select(member => member.Item1).FirstOrDefault(member => member.SiloAddress.Equals(silo));
    }

    private static async Task End(Task read, CancellationTokenSource giveUp)
    {
        using (giveUp)
        {
            if (!read.IsCompleted) await giveUp.CancelAsync();
            await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
