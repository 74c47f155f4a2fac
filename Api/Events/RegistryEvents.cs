using System.Threading.Channels;
using Lockers.Api.Configuration;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Api.Metrics;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Events;

/// <summary>
/// Notes what the registry itself did, as events under the name <see cref="EventText.Registry"/>, with the locker that is current then. Nobody waits for
/// it, and nothing fails with it: an event that cannot be kept is counted in the log.
/// </summary>
internal sealed partial class RegistryEvents(
    IGrainFactory grains, CurrentLocker current, IOptions<LockersLimits> limits, ApiInstruments measured, TimeProvider time, ILogger<RegistryEvents> log)
{
    /// <summary>How many events wait to be kept, at most.</summary>
    public const int Capacity = 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Channel<Noted> _waiting = Channel.CreateBounded<Noted>(Capacity);
    private int _keeping;
    private int _lost;

    /// <summary>Notes an event, in the words of goto where it has them.</summary>
    /// <param name="title">What happened, such as <c>Registry: Locker Opened</c>.</param>
    /// <param name="summary">To what; may be empty.</param>
    /// <param name="data">More of it.</param>
    public void Note(string title, string summary, string data) => Note(title, summary, Json.Quoted(data));

    /// <summary>As the other, with JSON as data.</summary>
    /// <param name="title">What happened.</param>
    /// <param name="summary">To what; may be empty.</param>
    /// <param name="data">One JSON value, of at most <see cref="LockersLimits.MaxEventBytes"/>; a larger one is left out.</param>
    public void Note(string title, string summary, byte[] data)
    {
        if (data.Length > limits.Value.MaxEventBytes) data = Json.Quoted("");
        if (!_waiting.Writer.TryWrite(new(time.GetUtcNow().UtcTicks, title, summary, data))) Lose(null);
        else if (Interlocked.Exchange(ref _keeping, 1) == 0) _ = Task.Run(Keep);
    }

    /// <summary>Forgets the events of a locker's generation: those of its peers, and the registry's own.</summary>
    /// <returns>As <see cref="ILockerGrain.ClearEvents"/>.</returns>
    public async Task<Outcome> Clear(ILockerGrain locker, long generation)
    {
        var outcome = await locker.ClearEvents(generation);
        if (outcome != Outcome.Done) return outcome;
        try
        {
            await Grain.Clear(generation).AsTask().Within(Deadline, time);
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            throw new StorageUnavailableException($"The registry's own events could not be cleared: {error.Message}", notMade: false);
        }

        return outcome;
    }

    private IRegistryEventsGrain Grain => grains.GetGrain<IRegistryEventsGrain>(IRegistryEventsGrain.TheKey);

    // One at a time, in order, as long as there are any.
    private async Task Keep()
    {
        do
        {
            while (_waiting.Reader.TryRead(out var noted)) await Keep(noted);
            Volatile.Write(ref _keeping, 0);
        }
        while (_waiting.Reader.TryPeek(out _) && Interlocked.Exchange(ref _keeping, 1) == 0);
    }

    private async Task Keep(Noted noted)
    {
        try
        {
            var json = EventText.OfRegistry(noted.Title, noted.Summary, write => write.WriteRawValue(noted.Data), noted.Ticks);
            var lease = await current.Get();
            await Grain.Append(new(noted.Ticks, 0, json), limits.Value.MaxEventsPerPeer, lease.Generation).AsTask().Within(Deadline, time);
        }
        catch (Exception error)
        {
            Lose(error);
        }
    }

    private void Lose(Exception? why)
    {
        measured.EventLost();
        var lost = Interlocked.Increment(ref _lost);
        if (int.IsPow2(lost)) LogLost(why, lost);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Events of the registry's own that could not be kept so far: {Lost}")]
    private partial void LogLost(Exception? why, int lost);

    private sealed record Noted(long Ticks, string Title, string Summary, byte[] Data);
}
