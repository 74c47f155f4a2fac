using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// Closes lockers whose time is over. The records say when that is; what is here is made from them, and only wakes up in time. A close is decided
/// and carried out as any other.
/// </summary>
/// <param name="records">What the registry keeps.</param>
/// <param name="close">Closes a locker if its time is over still.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class RunExpiries(RegistryRecords records, Func<string, Task> close, TimeProvider time, ILogger log)
{
    private const int AtOnce = 100;

    // Lockers that were closed before their time stay listed here until then, or until there are so many.
    private const int MaxForgotten = 1000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan WaitAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SortedSet<(long Expires, string Label)> _due = [];
    private readonly HashSet<string> _closing = new(StringComparer.Ordinal);
    private int _listed;
    private bool _running;
    private bool _stopped;
    private TaskCompletionSource _woken = NewWoken();

    /// <summary>Begins with what the records say: after an activation, and after an outcome in doubt is resolved.</summary>
    public void Resume()
    {
        _due.Clear();
        foreach (var (label, record) in records.Working.Records()) Add(label, record.Expires);
        _listed = _due.Count;
        Wake();
    }

    /// <summary>Notes that the time of a locker was set.</summary>
    public void Note(string label, long expires)
    {
        Add(label, expires);
        if (_due.Count > (2 * _listed) + MaxForgotten) Resume();
        else Wake();
    }

    /// <summary>Closes nothing more.</summary>
    public void Stop()
    {
        _stopped = true;
        _woken.TrySetResult();
    }

    private long Now => time.GetUtcNow().UtcTicks;

    private static TaskCompletionSource NewWoken() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(string label, long expires)
    {
        if (expires != 0 && LockerName.Of(label).Label != Names.Default) _due.Add((expires, label));
    }

    private void Wake()
    {
        if (_running) _woken.TrySetResult();
        else if (_due.Count > 0 && !_stopped) _ = Run();
    }

    private async Task Run()
    {
        _running = true;
        while (!_stopped && _due.Count > 0)
        {
            if (_woken.Task.IsCompleted) _woken = NewWoken();
            foreach (var label in TakeDue()) _ = Close(label);
            if (_due.Count > 0) await WaitFor(Wait());
        }

        _running = false;
    }

    private async Task WaitFor(TimeSpan wait)
    {
        await using var timer = time.CreateTimer(static woken => ((TaskCompletionSource)woken!).TrySetResult(), _woken, wait, Timeout.InfiniteTimeSpan);
        await _woken.Task;
    }

    private TimeSpan Wait()
    {
        if (_closing.Count >= AtOnce) return LongestWait;
        var wait = TimeSpan.FromTicks(Math.Max(1, _due.Min.Expires - Now));
        return wait < LongestWait ? wait : LongestWait;
    }

    private List<string> TakeDue()
    {
        var (now, due) = (Now, new List<string>());
        while (_closing.Count < AtOnce && _due.Count > 0 && _due.Min is var first && first.Expires <= now)
        {
            _due.Remove(first);

            // When its close ends, what its record says then is listed.
            if (_closing.Add(first.Label)) due.Add(first.Label);
        }

        return due;
    }

    // One that takes long or fails holds up no other, as long as there are fewer than all that go on at once.
    private async Task Close(string label)
    {
        try
        {
            await close(label);

            // It may be another run by now, whose time came meanwhile.
            if (records.Working.Find(label) is { Expires: var expires }) Add(label, expires);
        }
        catch (Exception error) when (!_stopped)
        {
            // What is decided goes on by itself, and then there is nothing to close any more.
            LogNotClosed(error, LockerName.Of(label).ToString());
            Add(label, (time.GetUtcNow() + WaitAfterFailure).UtcTicks);
        }
        catch (Exception)
        {
            // The next activation closes it.
        }

        _closing.Remove(label);
        Wake();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Locker {Label}, whose time is over, could not be closed yet; that is tried again")]
    private partial void LogNotClosed(Exception why, string label);
}
