using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Sqlite;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Crashes;

/// <summary>Owners of several journals, who append records of all sizes, swap manifests, and delete what is old.</summary>
internal sealed class Load
{
    private const int Owners = 6;
    private const int Kept = 40;

    private readonly SqliteJournals _journals;
    private readonly State[] _states = new State[Owners];
    private readonly CancellationTokenSource _ending;
    private Task _owners = Task.CompletedTask;
    private long _acknowledged;
    private long _failed;

    private Load(SqliteJournals journals, CancellationToken stop)
    {
        _journals = journals;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>How many records were acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How many changes failed, and were repeated.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public static string Name(int at) => $"j{at}";

    /// <summary>What a record of a journal holds.</summary>
    public static byte[] Record(int at, long number)
    {
        var random = new Random(HashCode.Combine(17, at) ^ (int)number);
        var record = new byte[random.Next(5) == 0 ? random.Next(200_000) : random.Next(3_000)];
        random.NextBytes(record);
        return record;
    }

    /// <summary>Creates the journals, and begins.</summary>
    public static async Task<Load> Start(SqliteJournals journals, CancellationToken stop)
    {
        var load = new Load(journals, stop);
        var owners = await Task.WhenAll(Enumerable.Range(0, Owners).Select(at => journals.Begin(Name(at))));
        for (var at = 0; at < Owners; at++) load._states[at] = new(0, 1);
        load._owners = Task.WhenAll(owners.Select((owner, at) => Task.Run(() => load.Run(owner, at), stop)));
        return load;
    }

    /// <summary>What is acknowledged now, and what has begun to be deleted.</summary>
    public State[] Now()
    {
        lock (_states) return (State[])_states.Clone();
    }

    public async Task End()
    {
        await _ending.CancelAsync();
        await _owners;
        _ending.Dispose();
    }

    private async Task Run(OwnerEpoch owner, int at)
    {
        var version = 1L;
        for (var number = 1L; !_ending.IsCancellationRequested; number++)
        {
            await Done(() => _journals.Append(owner, number, Record(at, number)));
            Interlocked.Increment(ref _acknowledged);
            var isDeleting = number % Kept == 0 && number > Kept;
            var state = new State(number, isDeleting ? number - Kept : Now()[at].Deleting);
            lock (_states) _states[at] = state;
            if (!isDeleting) continue;
            await Done(() => _journals.Swap(owner, version, $"{number}"));
            version++;
            await Done(() => _journals.Delete(owner, state.Deleting - Kept, state.Deleting));
        }
    }

    // As an owner does whose change failed: it repeats the change until its outcome is known.
    private async Task Done(Func<Task<StorageResult>> change)
    {
        while (true)
        {
            try
            {
                Assert.Equal(StorageResult.Done, await change());
                return;
            }
            catch (Exception failure) when (failure is IOException or StorageUnavailableException)
            {
                Interlocked.Increment(ref _failed);
            }
        }
    }

    /// <summary>Of a journal.</summary>
    /// <param name="Appended">The last record that was acknowledged.</param>
    /// <param name="Deleting">The first that nobody has begun to delete.</param>
    internal readonly record struct State(long Appended, long Deleting);
}
