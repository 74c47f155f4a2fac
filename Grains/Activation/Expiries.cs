using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Activation;

/// <summary>
/// Removes the texts of a grain's tree that have expired: soon after they have, some at a time, with everything else that the grain does in
/// between. Readers and stores do not wait for it, for they see nothing of what has expired.
/// </summary>
/// <param name="grain">The grain.</param>
/// <param name="tree">Its tree.</param>
/// <param name="time">The clock.</param>
/// <param name="leaving">Cancelled when grains leave the node: the next activation goes on.</param>
internal sealed class Expiries(IGrainBase grain, GenerationTree tree, TimeProvider time, CancellationToken leaving)
{
    /// <summary>The most texts that are removed at once.</summary>
    public const int MaxAtOnce = 256;

    // Texts that expire one after the other go together.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan WaitAfterFailure = TimeSpan.FromSeconds(1);

    private IGrainTimer? _timer;
    private long _due = long.MaxValue;

    /// <summary>To be called when something that expires may have come.</summary>
    public void Watch()
    {
        if (tree.EarliestExpiry is var earliest && earliest < _due) Wait(TimeSpan.FromTicks(earliest - Now));
    }

    private long Now => time.GetUtcNow().UtcTicks;

    private void Wait(TimeSpan wait)
    {
        wait = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
        _due = Now + wait.Ticks;
        if (_timer is not null) _timer.Change(wait, Timeout.InfiniteTimeSpan);
        else _timer = grain.RegisterGrainTimer(static (expiries, _) => expiries.Remove(), this, new(wait, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task Remove()
    {
        _due = long.MaxValue;
        try
        {
            while (!leaving.IsCancellationRequested && tree.ExpireSome(MaxAtOnce))
            {
                await tree.Committed();
                await Task.Yield();
            }

            Watch();
        }
        catch (StorageUnavailableException)
        {
            // The storage's own outage is in the log. What has expired is not seen meanwhile.
            Wait(WaitAfterFailure);
        }
    }
}
