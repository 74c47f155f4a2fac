using System.Globalization;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>Reads of a text that wait until it changes: for shells, which cannot follow a stream.</summary>
internal sealed class TextWait(WatchHubs hubs, LockerNames names, TimeProvider time)
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    /// <summary>How long a request wants to wait; null where it does not.</summary>
    /// <exception cref="ProblemException">400 for what is no time, or too long.</exception>
    public static TimeSpan? Of(HttpRequest request)
    {
        if (Query.Value(request, "wait") is not { } text) return null;
        var unit = text[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), _ => TimeSpan.Zero };
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count <= Longest / unit
            ? count * unit
            : throw ProblemException.BadRequest($"?wait={text} must be a time from 1s to {Longest.TotalMinutes}m, such as 30s.");
    }

    /// <summary>
    /// Tries at once, and again whenever something has changed at a key, until that is enough or the time is up. Where the current locker is meant, it goes
    /// over to the one that is current by then.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The locker as the request names it.</param>
    /// <param name="path">The key.</param>
    /// <param name="wait">How long to try.</param>
    /// <param name="attempt">Tries in a locker; given whether it is the last time.</param>
    /// <exception cref="ProblemException">503 when too many watch.</exception>
    public async Task Run(HttpContext context, LockerName name, KeyPath path, TimeSpan wait, Func<NamedLocker, bool, Task<bool>> attempt)
    {
        var follows = Names.IsCurrent(name.Label);
        using var watcher = hubs.Enter(everySecond: follows);
        using var news = follows ? hubs.News.Rent("") : null;
        news?.Hub.Add(watcher);
        try
        {
            var read = new WaitingRead(wait, time, watcher, hubs.Stopping, context.RequestAborted);
            for (NamedLocker? next = await names.Resolve(name); next is { } locker;) next = await In(locker, follows ? name : (LockerName?)null, path, read, attempt);
        }
        finally
        {
            news?.Hub.Remove(watcher);
        }
    }

    // Waits in one locker. The next one where another is current by then; null at the end.
    private async Task<NamedLocker?> In(
        NamedLocker locker, LockerName? followed, KeyPath path, WaitingRead read, Func<NamedLocker, bool, Task<bool>> attempt)
    {
        using var lease = hubs.Trees.Rent(locker.Label);
        await lease.Hub.Started.Within(StartDeadline, time, read.Aborted);
        lease.Hub.Add(read.Wakeup);
        try
        {
            var (at, _) = lease.Hub.Present;
            while (true)
            {
                var isLast = read.IsOver;
                if (await attempt(locker, isLast) || isLast) return null;
                do
                {
                    await read.Wait();
                    if (followed is { } name && await names.Successor(name, locker) is { } other) return other;
                }
                while (!read.IsOver && !HasChanged(lease.Hub, ref at, path));
            }
        }
        finally
        {
            lease.Hub.Remove(read.Wakeup);
        }
    }

    private static bool HasChanged(TreeHub hub, ref long next, KeyPath path)
    {
        var some = new WatchedChange[16];
        var changed = false;
        while (true)
        {
            var count = hub.Take(ref next, some, out _);
            if (count < 0)
            {
                next = hub.Present.Next;
                return true;
            }

            for (var at = 0; at < count; at++) changed |= some[at].IsBelow(path.Utf8);
            if (count < some.Length) return changed;
        }
    }
}
