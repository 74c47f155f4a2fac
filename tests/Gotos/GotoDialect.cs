namespace Lockers.Gotos;

/// <summary>In what the generations differ, as the recordings of real gotos show it.</summary>
internal sealed record GotoDialect(GotoGeneration Generation)
{
    /// <summary>Whether the peer sends events.</summary>
    public bool HasEvents => Generation >= GotoGeneration.V07;

    /// <summary>Whether events have a summary, and "Target Invoked" is sent as Go prints it, which is not JSON.</summary>
    public bool HasSummaries => Generation >= GotoGeneration.V09;

    /// <summary>Whether results and events go out as HTTP/2 with prior knowledge.</summary>
    public bool UsesHttp2 => Generation >= GotoGeneration.V09;

    /// <summary>Whether results are reported per target in an interval, not at each response.</summary>
    public bool ReportsInIntervals => Generation >= GotoGeneration.V09;

    /// <summary>Whether results have the members of 0.9: objects instead of numbers, no empty maps.</summary>
    public bool HasLaterResults => Generation >= GotoGeneration.V09;

    /// <summary>Whether the end of an invocation is told by a locker's lock.</summary>
    public bool LocksLockers => Generation <= GotoGeneration.V07;

    /// <summary>Whether jobs are known by <c>name</c>; before by <c>id</c>.</summary>
    public bool NamesJobs => Generation >= GotoGeneration.V09;

    /// <summary>Whether a target's headers are <c>{"k":"v"}</c>; before <c>[["k","v"]]</c>.</summary>
    public bool HasHeaderMaps => Generation == GotoGeneration.V2026;

    /// <summary>Whether names of targets and jobs are taken from the query, and those of the path ignored.</summary>
    public bool TakesListsFromQuery => Generation == GotoGeneration.V2026;

    /// <summary>Whether the routes are those of 0.9: <c>/probes</c>, <c>/client/track/headers/{h}</c>, <c>/client/track/time</c>, scripts, files.</summary>
    public bool HasLaterRoutes => Generation >= GotoGeneration.V09;

    /// <summary>Whether a pod that cannot decode what it is handed out asks again and again.</summary>
    public bool RepeatsAdd => Generation == GotoGeneration.V041;

    /// <summary>The status of what is done.</summary>
    public int Done => Generation == GotoGeneration.V041 ? 202 : 200;

    /// <summary>The status of reads of what the pod holds.</summary>
    public int Read => Generation <= GotoGeneration.V07 ? 208 : 200;

    /// <summary>How the pod calls itself in events.</summary>
    public string HostLabel(GotoPeerOptions peer, int port) => Generation == GotoGeneration.V2026
        ? $"[{peer.Host}:{port}].[{peer.Namespace}@{peer.Cluster}]"
        : $"{peer.Pod}.{peer.Namespace}@{peer.Host}:{port}({peer.Node}@{peer.Cluster})";
}
