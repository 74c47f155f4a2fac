using Lockers.Api.Http;

namespace Lockers.Api.Pods;

/// <summary>How many bytes of answers one call may still keep: of its own limit, and of what the process holds of bodies.</summary>
/// <param name="budget">What the process holds; null where nothing is kept.</param>
internal sealed class KeptBytes(BodyBudget? budget) : IDisposable
{
    private long _taken;

    /// <summary>Takes some, if there are so many left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= PodCall.MaxKeptBytesInAll && budget?.TryTake(bytes) is true) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Gives all of it back. Nothing is taken any more.</summary>
    public void Dispose() => budget?.Return(Interlocked.Exchange(ref _taken, 0));
}
