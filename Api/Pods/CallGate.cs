using Lockers.Api.Http;

namespace Lockers.Api.Pods;

/// <summary>Bounds how many requests are passed on to pods at once: each holds its body and the answers of its pods.</summary>
internal sealed class CallGate
{
    /// <summary>How many are passed on at once at most.</summary>
    public const int Most = 16;

    private int _open;

    /// <summary>Begins one.</summary>
    /// <returns>Ends it when it is disposed.</returns>
    /// <exception cref="ProblemException">503 when so many are under way.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _open) <= Most) return new Pass(this);
        Interlocked.Decrement(ref _open);
        throw ProblemException.Unavailable($"{Most} calls of pods are under way here, which is the limit.");
    }

    private sealed class Pass(CallGate gate) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) Interlocked.Decrement(ref gate._open);
        }
    }
}
