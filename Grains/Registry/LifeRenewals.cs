using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;

namespace Lockers.Grains.Registry;

/// <summary>
/// Carries out what the registry has decided of lockers' lives. It is kept with the decision itself, so that it is carried
/// out whatever happens meanwhile: a call that fails is made again, by the next activation if need be. A label's next life
/// waits for it, so that nothing that was acknowledged in it is swept away with the one before.
/// </summary>
internal sealed class LifeRenewals(RegistryBook book, Func<string, ILockerGrain> locker, TimeProvider time) : IDisposable
{
    /// <summary>How long whoever needs a label waits for a renewal of it.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly EndingLives _ending = new();
    private readonly SemaphoreSlim _some = new(LockerTrees.Parallelism, LockerTrees.Parallelism);
    private volatile bool _stopped;

    /// <summary>Whether a renewal of the label is under way.</summary>
    public bool IsUnderWay(string label) => _ending.IsEnding(label);

    /// <summary>Completes when none is, though another may be when the caller goes on.</summary>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public ValueTask Done(string label) =>
        _ending.IsEnding(label) ? new(_ending.Gone(label).AsTask().WaitAsync(MaxWait, time)) : default;

    /// <summary>Notes renewals with what was just decided, and carries them out once that is committed.</summary>
    /// <returns>Completes when they are carried out; fails with the first attempt that does. They go on all the same.</returns>
    public Task Begin(IReadOnlyCollection<Renewal> renewals)
    {
        var noted = renewals.Select(book.Renew).ToList();
        return CarryOut(noted, book.Committed().AsTask());
    }

    /// <summary>Goes on with what an earlier activation had not carried out.</summary>
    public void GoOn() => _ = CarryOut(book.Renewals(), Task.CompletedTask);

    /// <summary>Makes no further calls: the activation ends.</summary>
    public void Stop() => _stopped = true;

    /// <inheritdoc/>
    public void Dispose() => _some.Dispose();

    // All labels count as under way at once.
    private Task CarryOut(List<Renewal> renewals, Task committed) => Task.WhenAll(renewals.Select(renewal =>
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _ending.End(renewal.Label, () => CarryOut(renewal, committed, first));
        return first.Task;
    }).ToList());

    private async Task CarryOut(Renewal renewal, Task committed, TaskCompletionSource first)
    {
        try
        {
            await committed;
        }
        catch (Exception error)
        {
            // It was not decided after all.
            first.TrySetException(error);
            return;
        }

        while (!_stopped)
        {
            try
            {
                await Call(renewal);
                book.Renewed(renewal);
                first.TrySetResult();
                await book.Committed();
                return;
            }
            catch (Exception error)
            {
                first.TrySetException(error);
                _ = first.Task.Exception;
            }

            await Task.Delay(RetryAfter, time);
        }

        first.TrySetException(new StorageUnavailableException("The registry is moving to another node.", notMade: false));
    }

    private async Task Call(Renewal renewal)
    {
        await _some.WaitAsync();
        try
        {
            await locker(renewal.Label).Renew(renewal.Ended, renewal.Next, renewal.Load);
        }
        finally
        {
            _some.Release();
        }
    }
}
