namespace Lockers.Grains.Reading;

/// <summary>How many reads may be open at once. Each holds a page, and a version of what it reads.</summary>
/// <param name="most">The most.</param>
internal sealed class ReadLimit(int most)
{
    /// <summary>The most on a node: their pages are 64 MiB.</summary>
    public const int OfNode = 1024;

    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Counts a read that begins.</summary>
    /// <param name="release">What is disposed with what this returns.</param>
    /// <returns>To be disposed at its end; null, and nothing is counted or disposed, where there are too many.</returns>
    public IDisposable? TryBegin(IDisposable? release)
    {
        if (Interlocked.Increment(ref _open) <= most) return new Place(this, release);
        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(ReadLimit limit, IDisposable? release) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, true)) return;
            Interlocked.Decrement(ref limit._open);
            release?.Dispose();
        }
    }
}
