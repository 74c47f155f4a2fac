using Lockers.Api.Http;

namespace Lockers.Api.Dump;

/// <summary>Lets one load at a time through: what has arrived of a load, and is not stored yet, is bounded for the process.</summary>
internal sealed class LoadGate
{
    private int _isTaken;

    /// <summary>Begins a load.</summary>
    /// <returns>Ends it when it is disposed.</returns>
    /// <exception cref="ProblemException">503 when another is under way.</exception>
    public IDisposable Enter() => Interlocked.Exchange(ref _isTaken, 1) == 0
        ? new Pass(this)
        : throw ProblemException.Unavailable("Another dump is being loaded here; one is loaded at a time.");

    private sealed class Pass(LoadGate gate) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref gate._isTaken, 0);
    }
}
