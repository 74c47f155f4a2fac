namespace Lockers.Silo.Hosting;

/// <summary>
/// Keeps a node that stops a member for a while after its grains have left. Calls that still arrive are passed on to where the grains are by
/// then; as soon as the node counts as dead, a caller that waits for an answer is told that the node is gone, whatever became of it.
/// </summary>
internal sealed class PassedOnCalls(IClusterMembershipService members, ILocalSiloDetails self, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How long other nodes are given to recover the grains that left, and to answer.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(PassedOnCalls), ServiceLifecycleStage.ApplicationServices, _ => Task.CompletedTask, Wait);

    private async Task Wait(CancellationToken stop)
    {
        var left = time.GetTimestamp();
        while (HasOthers() && time.GetElapsedTime(left) < Grace && !stop.IsCancellationRequested)
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool HasOthers() => members.CurrentSnapshot.Members.Values.Any(
        member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress));
}
