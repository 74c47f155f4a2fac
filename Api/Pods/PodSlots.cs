using System.Diagnostics.CodeAnalysis;

namespace Lockers.Api.Pods;

/// <summary>
/// How many pods the process calls at once. At most <see cref="Quick"/> calls are in their first moments, and a call that takes longer makes room for
/// the next there: pods that hang hold up nothing but themselves. At most <see cref="Open"/> are under way in all.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without wait handles there is nothing to dispose of, and calls may end after the services have.")]
internal sealed class PodSlots(TimeProvider time)
{
    /// <summary>How many calls are in their first moments at most.</summary>
    public const int Quick = 256;

    /// <summary>How many calls are under way at most; each has a connection.</summary>
    public const int Open = 2048;

    /// <summary>How long the first moments of a call last.</summary>
    public static readonly TimeSpan QuickFor = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _quick = new(Quick);
    private readonly SemaphoreSlim _open = new(Open);

    /// <summary>Waits for room for a call. It is given back when the slot is disposed.</summary>
    public async Task<PodSlot> Take(CancellationToken stop)
    {
        await _open.WaitAsync(stop);
        try
        {
            await _quick.WaitAsync(stop);
        }
        catch
        {
            _open.Release();
            throw;
        }

        return new(_quick, _open, time);
    }
}

/// <summary>The room of a call.</summary>
internal sealed class PodSlot : IDisposable
{
    private readonly SemaphoreSlim _open;
    private readonly ITimer _timer;
    private SemaphoreSlim? _quick;

    public PodSlot(SemaphoreSlim quick, SemaphoreSlim open, TimeProvider time)
    {
        (_quick, _open) = (quick, open);
        _timer = time.CreateTimer(static slot => ((PodSlot)slot!).EndQuick(), this, PodSlots.QuickFor, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        EndQuick();
        _open.Release();
    }

    private void EndQuick() => Interlocked.Exchange(ref _quick, null)?.Release();
}
