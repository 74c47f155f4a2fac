namespace Lockers.Grains.Cluster;

/// <summary>Tells another node what this one sees of it in the membership table.</summary>
internal sealed class MembershipWitness(MembershipReader reader, IClusterMembershipService members)
{
    /// <summary>Looks for a node, after the call began: what was seen before could have changed since.</summary>
    public async Task<TableWitness> Of(SiloAddress asker)
    {
        var (sight, _) = await reader.See(asker);

        // This node may know of the asker's death, or have declared it, before the table went out of its reach.
        var known = members.CurrentSnapshot;
        if (known.GetSiloStatus(asker) == SiloStatus.Dead) sight = TableSight.Dead;
        return new(sight, [.. Active(known)]);
    }

    /// <summary>The active members.</summary>
    public static IEnumerable<SiloAddress> Active(ClusterMembershipSnapshot known) =>
        known.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);
}
