using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <content>What is said of the right, once for each change.</content>
internal sealed partial class ServingLease
{
    private void Say(Standing standing, Exception? why)
    {
        if (_said == standing) return;
        if (standing == Standing.Member) LogMember();
        else if (standing == Standing.Away) LogAway(why?.Message);
        else if (standing == Standing.Fault) LogFault(why);
        else LogNone(why?.Message ?? "the membership table does not list it");
        _said = standing;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node is a member again by the membership table, and answers")]
    private partial void LogMember();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The membership table is out of reach for all nodes; they go on: {Why}")]
    private partial void LogAway(string? why);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node does not answer: it cannot show that it is still a member: {Why}")]
    private partial void LogNone(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node does not answer: the membership table cannot be read. Grant or restore what is missing there")]
    private partial void LogFault(Exception? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node answers no longer: the others took it for dead and go on without it")]
    private partial void LogDead();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of members could not be refreshed: {Why}")]
    private partial void LogNotRefreshed(string why);
}
