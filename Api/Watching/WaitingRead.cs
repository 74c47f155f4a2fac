namespace Lockers.Api.Watching;

/// <summary>One who waits until it is woken, its time is up, or the process stops.</summary>
/// <param name="wait">How long it waits.</param>
/// <param name="time">The clock.</param>
/// <param name="wakeup">Wakes it.</param>
/// <param name="stopping">Cancelled when the process stops.</param>
/// <param name="aborted">Cancelled when the client has gone.</param>
internal sealed class WaitingRead(TimeSpan wait, TimeProvider time, Wakeup wakeup, CancellationToken stopping, CancellationToken aborted)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Wakes it.</summary>
    public Wakeup Wakeup => wakeup;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => aborted;

    /// <summary>Whether there is no time left.</summary>
    public bool IsOver => Left == TimeSpan.Zero || stopping.IsCancellationRequested;

    /// <summary>Waits until it is woken, or there is no time left.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task Wait()
    {
        await wakeup.Wait().WaitAsync(Left, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        aborted.ThrowIfCancellationRequested();
    }

    private TimeSpan Left => wait - time.GetElapsedTime(_began) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
