namespace Lockers.Api.Watching;

/// <summary>How one who follows a tree waits before it asks again: longer with each failure, and a little where changes come very fast.</summary>
internal sealed class Pauses(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(3);

    private TimeSpan _next = First;
    private long _asked;

    /// <summary>After a failure.</summary>
    public Task Failed(CancellationToken stop)
    {
        var pause = _next;
        _next = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, Longest.Ticks));
        return Task.Delay(pause, time, stop);
    }

    /// <summary>After an answer.</summary>
    /// <param name="isElsewhere">Whether the next one would be of no use yet.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task Answered(bool isElsewhere, CancellationToken stop)
    {
        _next = First;
        if (isElsewhere) return Task.Delay(First, time, stop);
        var isFast = _asked != 0 && time.GetElapsedTime(_asked) < Fast;
        _asked = time.GetTimestamp();

        // Several changes come with the next answer then.
        return isFast ? Task.Delay(Fast, time, stop) : Task.CompletedTask;
    }
}
