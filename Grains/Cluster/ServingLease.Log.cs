using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <content>What is said of the right, once for each change, and what is counted.</content>
internal sealed partial class ServingLease
{
    // Whether the right was counted as there and not yet as lost.
    private bool _counted;

    // A node that stood still finds out only now that the right had run out.
    private void Renewed()
    {
        var now = time.GetTimestamp();
        if (now >= Volatile.Read(ref _memberUntil) && now >= Volatile.Read(ref _awayUntil)) Lost();
        _counted = true;
        measured?.LeaseRenewed();
    }

    private void Lost()
    {
        if (Interlocked.Exchange(ref _counted, false)) measured?.LeaseLost();
    }

    private void Say(Standing standing, Exception? why)
    {
        if (_said == standing) return;
        if (standing == Standing.Member) LogMember();
        else if (standing == Standing.Away) LogAway(why);
        else if (standing == Standing.Fault) LogFault(why);
        else LogNone(why, why is null ? "the membership table does not list it" : "the membership table is out of reach");
        _said = standing;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node is a member again by the membership table, and answers")]
    private partial void LogMember();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The membership table is out of reach for all nodes; they go on")]
    private partial void LogAway(Exception? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node does not answer: it cannot show that it is still a member: {Why}")]
    private partial void LogNone(Exception? error, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node does not answer: the membership table cannot be read. Grant or restore what is missing there")]
    private partial void LogFault(Exception? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node answers no longer: the others took it for dead and go on without it")]
    private partial void LogDead();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of members could not be refreshed, and grains of nodes that are gone wait the longer before they serve")]
    private partial void LogNotRefreshed(Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The list of members is refreshed again")]
    private partial void LogRefreshed();
}
