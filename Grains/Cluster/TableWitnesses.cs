using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Lockers.Grains.Cluster;

/// <summary>Asks the other nodes what they see of this one in the membership table.</summary>
internal sealed partial class TableWitnesses(
    INodeServices others, ILocalSiloDetails self, IClusterMembershipService members, TimeProvider time, ILogger<TableWitnesses> log)
{
    // A look and the others' looks after it take less than a right lasts, so that a table that is away leaves no gap.
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a node may take to join; Orleans ends one that takes longer, which is then listed as joining for ever.</summary>
    public static readonly TimeSpan LongestJoin = new ClusterMembershipOptions().MaxJoinAttemptTime;

    // When nodes were first listed as joining. A table that is out of reach says nothing of what became of them.
    private readonly ConcurrentDictionary<SiloAddress, long> _joining = new();

    /// <summary>Notes which nodes are joining. To be called for each list of members that is known.</summary>
    public void Note(ClusterMembershipSnapshot snapshot)
    {
        foreach (var member in snapshot.Members.Values)
        {
            if (IsJoining(member)) _joining.TryAdd(member.SiloAddress, time.GetTimestamp());
            else _joining.TryRemove(member.SiloAddress, out _);
        }

        foreach (var node in _joining.Keys.Where(node => !snapshot.Members.ContainsKey(node))) _joining.TryRemove(node, out _);
    }

    /// <summary>Asks all other active members, and those that may become active now, to look for this node.</summary>
    /// <returns>
    /// <see cref="TableSight.Dead"/> where one knows that; else <see cref="TableSight.Member"/> where one sees that; <see
    /// cref="TableSight.Away"/> where all answer, there are any, and none of them reaches the table or knows of a member that was not
    /// asked; else <see cref="TableSight.Absent"/>: it cannot be known.
    /// </returns>
    public async Task<TableSight> Ask()
    {
        var known = members.CurrentSnapshot;
        var asked = MembershipWitness.Active(known).Concat(known.Members.Values.Where(MayJoin).Select(member => member.SiloAddress)).ToHashSet();
        asked.Remove(self.SiloAddress);
        var answers = await Task.WhenAll(asked.Select(Ask));
        if (Array.Exists(answers, answer => answer?.Sight == TableSight.Dead)) return TableSight.Dead;
        if (Array.Exists(answers, answer => answer?.Sight == TableSight.Member)) return TableSight.Member;
        asked.Add(self.SiloAddress);
        var away = answers.Length > 0 && Array.TrueForAll(
            answers, answer => answer?.Sight == TableSight.Away && answer.Members.All(asked.Contains));
        return away ? TableSight.Away : TableSight.Absent;
    }

    private static bool IsJoining(ClusterMember member) => member.Status is SiloStatus.Created or SiloStatus.Joining;

    // One that has joined by now, through a table that only it reaches, could take this node for dead.
    private bool MayJoin(ClusterMember member) =>
        IsJoining(member) && (!_joining.TryGetValue(member.SiloAddress, out var since) || time.GetElapsedTime(since) < LongestJoin);

    private async Task<TableWitness?> Ask(SiloAddress node)
    {
        try
        {
            return await others.Of(node).Witness(self.SiloAddress).AsTask().Within(Deadline, time);
        }
        catch (Exception error)
        {
            // A node that does not answer, for any reason, confirms nothing.
            LogNoAnswer(error.Message, node);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Node} does not say whether it sees the membership table: {Why}")]
    private partial void LogNoAnswer(string why, SiloAddress node);
}
