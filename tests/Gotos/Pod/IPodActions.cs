using Lockers.Gotos.Results;
using Lockers.Gotos.Running;

namespace Lockers.Gotos.Pod;

/// <summary>What a pod does when it is told to.</summary>
internal interface IPodActions
{
    /// <summary>What it counts.</summary>
    PeerResults Results { get; }

    /// <summary>Runs a target.</summary>
    void Invoke(TargetSpec target);

    /// <summary>Stops targets.</summary>
    void StopTargets(Func<string, bool> which);

    /// <summary>Runs a job.</summary>
    void Run(JobSpec job);

    /// <summary>Sends an event of something that it was told to do.</summary>
    ValueTask Tell(string title, string details);
}
