namespace Lockers.Silo.Sqlite;

/// <summary>A change that waits for the writer.</summary>
/// <param name="bytes">What it writes.</param>
/// <param name="givenUp">Its caller does not wait any more.</param>
internal abstract class Change(long bytes, CancellationToken givenUp)
{
    // What a change holds beside its bytes, so that a bound of bytes bounds their number too.
    private const int Overhead = 256;

    /// <summary>What it counts for in the queue.</summary>
    public long Bytes => bytes + Overhead;

    /// <summary>Whether it need not be made any more.</summary>
    public bool IsGivenUp => givenUp.IsCancellationRequested;

    /// <summary>Makes it, inside a transaction; again where the transaction was rolled back.</summary>
    public abstract void Run(JournalChanges changes);

    /// <summary>It is committed. Its caller goes on, on another thread.</summary>
    public abstract void Complete();

    /// <summary>It failed.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>A change with what comes of it.</summary>
/// <param name="bytes">What it writes.</param>
/// <param name="run">Makes it.</param>
/// <param name="givenUp">Its caller does not wait any more.</param>
internal sealed class Change<T>(long bytes, Func<JournalChanges, T> run, CancellationToken givenUp) : Change(bytes, givenUp)
{
    private readonly TaskCompletionSource<T> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>What came of it.</summary>
    public Task<T> Made => _made.Task;

    /// <inheritdoc/>
    public override void Run(JournalChanges changes) => _result = run(changes);

    /// <inheritdoc/>
    public override void Complete() => _made.TrySetResult(_result);

    /// <inheritdoc/>
    public override void Fail(Exception why)
    {
        _made.TrySetException(why);

        // Its caller may have given up.
        _ = _made.Task.Exception;
    }
}
