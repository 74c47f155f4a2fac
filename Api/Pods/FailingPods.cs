namespace Lockers.Api.Pods;

/// <summary>Says in the log when pods begin to fail, and when they answer again: one line for all pods of a call, and nothing while they go on failing.</summary>
internal sealed class FailingPods(ILogger<FailingPods> log)
{
    /// <summary>How many pods are known to fail at most. One more that fails is said each time.</summary>
    public const int MaxKnown = 16 * 1024;

    private const int MaxShown = 5;

    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Notes how pods took a call.</summary>
    public void Note(PodCall call, PodResults results)
    {
        var begin = new List<PodResult>();
        var again = 0;
        lock (_gate)
        {
            foreach (var pod in results.Peers.SelectMany(peer => peer.Pods))
            {
                if (pod.IsFailing)
                {
                    if (_failing.Count >= MaxKnown ? !_failing.Contains(pod.Address) : _failing.Add(pod.Address)) begin.Add(pod);
                }
                else if (pod.Called && _failing.Remove(pod.Address)) again++;
            }
        }

        if (begin.Count > 0) log.PodsFail(call, begin.Count, begin.Take(MaxShown));
        if (again > 0) log.PodsAnswerAgain(again);
    }
}
