namespace Lockers.Api.Http.Coding;

/// <summary>
/// How many answers are being compressed. Each needs some 300 KB outside of the managed heap for as long as its client takes it, so that beyond
/// <see cref="Most"/> of them answers are sent as they are.
/// </summary>
internal sealed class OpenCodings
{
    /// <summary>So many at once.</summary>
    public const int Most = 64;

    private int _open;

    /// <summary>Begins one more, if there is room.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _open) <= Most) return true;
        End();
        return false;
    }

    /// <summary>Ends one.</summary>
    public void End() => Interlocked.Decrement(ref _open);
}
