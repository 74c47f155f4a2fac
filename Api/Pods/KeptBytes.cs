namespace Lockers.Api.Pods;

/// <summary>How many bytes of answers one call may still keep.</summary>
internal sealed class KeptBytes
{
    private long _left = PodCall.MaxKeptBytesInAll;

    /// <summary>Takes some, if there are so many left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0) return true;
        Interlocked.Add(ref _left, bytes);
        return false;
    }
}
