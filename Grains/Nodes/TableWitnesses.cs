using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Nodes;

/// <summary>Asks the other nodes what they see of this one in the membership table.</summary>
internal sealed partial class TableWitnesses(
    INodeServices others, ILocalSiloDetails self, IClusterMembershipService members, TimeProvider time, ILogger<TableWitnesses> log)
{
    // A look and the others' looks after it take less than a right lasts, so that a table that is away leaves no gap.
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(800);

    /// <summary>Asks all other active members to look for this node.</summary>
    /// <returns>
    /// <see cref="TableSight.Dead"/> where one knows that; else <see cref="TableSight.Member"/> where one sees that; <see
    /// cref="TableSight.Away"/> where all answer, there are any, and none of them reaches the table or knows of a member that was not
    /// asked; else <see cref="TableSight.Absent"/>: it cannot be known.
    /// </returns>
    public async Task<TableSight> Ask()
    {
        var asked = MembershipWitness.Active(members.CurrentSnapshot).ToHashSet();
        asked.Remove(self.SiloAddress);
        var answers = await Task.WhenAll(asked.Select(Ask));
        if (Array.Exists(answers, answer => answer?.Sight == TableSight.Dead)) return TableSight.Dead;
        if (Array.Exists(answers, answer => answer?.Sight == TableSight.Member)) return TableSight.Member;
        asked.Add(self.SiloAddress);
        var away = answers.Length > 0 && Array.TrueForAll(
            answers, answer => answer?.Sight == TableSight.Away && answer.Members.All(asked.Contains));
        return away ? TableSight.Away : TableSight.Absent;
    }

    private async Task<TableWitness?> Ask(SiloAddress node)
    {
        try
        {
            return await others.Of(node).Witness(self.SiloAddress).AsTask().Within(Deadline, time);
        }
        catch (Exception error)
        {
            // Whatever kept it from answering, it confirms nothing.
            LogNoAnswer(error.Message, node);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Node} does not say whether it sees the membership table: {Why}")]
    private partial void LogNoAnswer(string why, SiloAddress node);
}
