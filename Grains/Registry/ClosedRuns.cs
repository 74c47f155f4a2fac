using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>Tells of lockers that were closed because their time is over, which nobody asked for when it happens: an event of the registry's own, as a close by hand is, and a line in the log.</summary>
/// <param name="records">What is kept.</param>
/// <param name="keep">Keeps an event with the generation of a locker; null where there are none.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class ClosedRuns(RegistryRecords records, Func<NewEvent, long, ValueTask>? keep, TimeProvider time, ILogger log)
{
    /// <summary>The close of a locker is committed. Nobody waits for the event, and nothing fails with it.</summary>
    public void Decided(string label)
    {
        if (keep is not null) _ = Keep(LockerName.Of(label).ToString());
    }

    /// <summary>The close of a locker is carried out.</summary>
    public void CarriedOut(string label, in LockerStats went)
    {
        var name = LockerName.Of(label);
        LogClosed(name, went.Keys, went.Peers);
    }

    private async Task Keep(string name)
    {
        try
        {
            var now = time.GetUtcNow().UtcTicks;
            var json = EventText.OfRegistry("Registry: Locker Closed", name, data => data.WriteStringValue("Its time is over."), now);
            await keep!(new(now, 0, json), records.CurrentLocker.Generation);
        }
        catch (Exception error)
        {
            LogNotKept(error, name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Locker {Label} is closed: its time is over. Removed keys: {Keys}, peers: {Peers}")]
    private partial void LogClosed(LockerName label, long keys, long peers);

    [LoggerMessage(Level = LogLevel.Information, Message = "The event that locker {Label} is closed could not be kept")]
    private partial void LogNotKept(Exception why, string label);
}
