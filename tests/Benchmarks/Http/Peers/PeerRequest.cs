namespace Lockers.Benchmarks.Http.Peers;

/// <summary>A request that a simulated instance has sent.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Target">Which of its targets is reported; -1: a reminder.</param>
/// <param name="Count">The report's count.</param>
/// <param name="Due">When it should have been sent; its latency is counted from then.</param>
internal readonly record struct PeerRequest(PeerInstance Instance, int Target, int Count, long Due)
{
    /// <summary>What a reminder has for a target.</summary>
    public const int Reminder = -1;
}
