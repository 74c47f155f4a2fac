using System.Net.Sockets;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Silo.Metrics;
using Npgsql;

namespace Lockers.Silo.Postgres;

/// <summary>
/// Keeps a service's records for one owner: a node that is alone, or the nodes of one cluster. Two owners would serve each other's past,
/// and could lose what they acknowledged.
/// </summary>
/// <remarks>
/// The lock is a session's. A session can end on the server, and the lock be free, before this node notices. So the right to use the
/// records lasts <see cref="Duration"/> from the moment at which this node began to ask whether its session still holds the lock, and
/// is renewed by asking again; and a new owner waits that long, with <see cref="Margin"/> for clocks that drift, before it uses them. A
/// session that is lost is replaced, if nobody else had the lock meanwhile; else the process ends at once and writes nothing more.
/// </remarks>
internal sealed partial class StorageLock(
    string connectionString, string service, string owner, bool isShared, TimeProvider time, ILogger<StorageLock> log,
    SiloInstruments? measured = null)
    : IStorageClaim, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    /// <summary>How long the right lasts after this node began to ask.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>By how much two clocks may drift apart over that time, and the database's measure of it.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(150);

    private const string SharedSession =
        "ConnectionStrings:Lockers leads to a pooler that shares sessions, and a session must hold a lock: connect to PostgreSQL itself, "
        + "or let the pooler keep a session for each connection (pool_mode=session).";

    // A predecessor that was killed just now has a session still until the server notices; one whose machine is gone, for five seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    // Shorter than the right, so that a question that hangs is followed by another session before the right runs out.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan TakeDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private StorageLockSession _session = new(connectionString, service, owner, isShared);
    private Task _watching = Task.CompletedTask;
    private long _heldFrom = long.MaxValue;
    private long _heldUntil = long.MinValue;
    private bool _disposed;

    /// <inheritdoc/>
    public bool IsHeld
    {
        get
        {
            var now = time.GetTimestamp();
            return now >= Volatile.Read(ref _heldFrom) && now < Volatile.Read(ref _heldUntil);
        }
    }

    /// <summary>Takes the lock for the first time.</summary>
    /// <returns>Why it could not be taken; null: it was.</returns>
    public async Task<string?> Take(CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        long asked;
        while (true)
        {
            string why;
            asked = time.GetTimestamp();
            try
            {
                var fate = await _session.Take(again: false, Duration + Margin, stop).Within(TakeDeadline, time, stop);
                if (fate == LockFate.Taken) break;
                if (fate == LockFate.Shared) return SharedSession;
                why = $"Another node uses the records of service '{service}' in this database. Stop it, or give this one a Lockers:ServiceId of "
                    + "its own; nodes that work together have Lockers:Clustering=PostgreSql and the same Lockers:ClusterId.";
            }
            catch (Exception failure) when (IsOfDatabase(failure))
            {
                why = $"The lock on the records of service '{service}' could not be taken: {failure.Message}";
                await Replace();
            }

            if (time.GetElapsedTime(begun) > Patience) return why;
            await Task.Delay(Pause, time, stop);
        }

        var now = time.GetTimestamp();
        _heldFrom = now + Ticks(_session.Wait);
        Extend(asked);
        _watching = Watch(_stopping.Token);
        return null;
    }

    /// <inheritdoc/>
    public void GiveUp(string why) => Die(why);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(StorageLock),
        ServiceLifecycleStage.ApplicationServices,
        stop => WaitOut(stop));

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        var wasHeld = IsHeld;
        await _stopping.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _heldUntil, long.MinValue);
        try
        {
            using var late = new CancellationTokenSource(EndDeadline, time);
            if (wasHeld && !isShared) await _session.End(late.Token).Within(EndDeadline, time);
        }
        catch (Exception failure) when (IsOfDatabase(failure))
        {
            // The next owner waits as for one that was killed.
            LogNotEnded(failure.Message);
        }

        // A question that was given up may still be under way in it.
        await _session.DisposeAsync().AsTask().Within(EndDeadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WaitOut(CancellationToken stop)
    {
        var left = TimeSpan.FromSeconds((_heldFrom - time.GetTimestamp()) / (double)time.TimestampFrequency);
        if (left <= TimeSpan.Zero) return;
        LogWaits(service, left.TotalSeconds);
        await Task.Delay(left, time, stop);
    }

    private async Task Watch(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var asked = time.GetTimestamp();
            try
            {
                using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
                late.CancelAfter(2 * Deadline);
                var holds = _session.Holds(late.Token);
                if (await holds.Within(Deadline, time, stop)) Extend(asked);
                else await TakeAgain(null, stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                await TakeAgain(failure, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Without a failure, the session said itself that it does not hold it any more.
    private async Task TakeAgain(Exception? failed, CancellationToken stop)
    {
        LogLost(failed, service);
        measured?.LockLost();
        while (!stop.IsCancellationRequested)
        {
            await Replace();
            var asked = time.GetTimestamp();
            try
            {
                var fate = await _session.Take(again: true, Duration + Margin, stop).Within(TakeDeadline, time, stop);
                if (fate == LockFate.Taken)
                {
                    Extend(asked);
                    LogTakenAgain(service);
                    return;
                }

                // This node's own session of before may not have ended on the server; a node that took the lock has said so.
                if (fate == LockFate.Lost)
                    Die($"Another node has taken over the records of service '{service}'. This one ends: what it holds may be of the past.");
                if (fate == LockFate.Shared) Die(SharedSession);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogNotTaken(failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Replace()
    {
        var old = _session;
        _session = new(connectionString, service, owner, isShared);
        await old.DisposeAsync().AsTask().Within(Deadline, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Nothing that this process still does may reach the records: ending in good order would close journals that are not its own.
    private static void Die(string why)
    {
        Console.Error.WriteLine(why);
        Environment.Exit(1);
    }

    private void Extend(long asked)
    {
        Volatile.Write(ref _heldUntil, asked + Ticks(Duration));
        measured?.LockRenewed();
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private static bool IsOfDatabase(Exception failure) =>
        failure is NpgsqlException or SocketException or TimeoutException or IOException or InvalidOperationException;

    [LoggerMessage(Level = LogLevel.Information, Message = "Waits {Seconds:F1} s until the node that used the records of service {Service} before must know")]
    private partial void LogWaits(string service, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lock on the records of service {Service} is lost with its session, and nothing is answered before it is taken again")]
    private partial void LogLost(Exception? failed, string service);

    [LoggerMessage(Level = LogLevel.Information, Message = "The lock on the records of service {Service} is taken again")]
    private partial void LogTakenAgain(string service);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lock on the records could not be taken again yet: {Why}")]
    private partial void LogNotTaken(string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That this node has ended could not be noted; the next one waits a little longer: {Why}")]
    private partial void LogNotEnded(string why);
}
