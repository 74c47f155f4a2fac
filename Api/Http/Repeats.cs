namespace Lockers.Api.Http;

/// <summary>
/// How one request is tried again where <see cref="Retry"/> allows it: for a while after its first failure, with pauses that grow. What a
/// request needs may have to be recovered on another node first.
/// </summary>
internal sealed class Repeats(TimeProvider time)
{
    /// <summary>How long after its first failure a request is tried again.</summary>
    public static readonly TimeSpan For = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly long _failed = time.GetTimestamp();
    private bool _made;
    private TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The repeats of a request that has failed. The middleware and the endpoints share one instance for each request.</summary>
    public static Repeats Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(Repeats), out var known)) return (Repeats)known!;
        var repeats = new Repeats(context.RequestServices.GetRequiredService<TimeProvider>());
        context.Items[typeof(Repeats)] = repeats;
        return repeats;
    }

    /// <summary>Whether the request may be tried once more.</summary>
    public bool MayGoOn => !_made && time.GetElapsedTime(_failed) < For;

    /// <summary>Notes that the request's change is made: what fails behind it must not have it made again.</summary>
    public void Made() => _made = true;

    /// <summary>Completes when it is time to.</summary>
    /// <param name="aborted">The client has gone.</param>
    public Task Pause(CancellationToken aborted)
    {
        var pause = _pause;
        _pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
        return Task.Delay(pause, time, aborted);
    }
}
