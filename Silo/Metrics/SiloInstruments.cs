using System.Diagnostics.Metrics;
using Lockers.Api.Metrics;

namespace Lockers.Silo.Metrics;

/// <summary>What is measured of a node's own storage, under the meter <see cref="ApiInstruments.Meter"/>.</summary>
internal sealed class SiloInstruments
{
    private readonly Meter _meter;
    private Counter<long>? _renewals;
    private Counter<long>? _losses;

    public SiloInstruments(IMeterFactory meters) => _meter = meters.Create(ApiInstruments.Meter);

    /// <summary>Adds what is measured of the storage lock. Only a node with one has it.</summary>
    public void ObserveLock()
    {
        _renewals = _meter.CreateCounter<long>("lockers.storage_lock.renewals", "{renewal}", "How often the storage lock was seen to be held.");
        _losses = _meter.CreateCounter<long>("lockers.storage_lock.losses", "{loss}", "How often the session that held the storage lock was lost.");
        _losses.Add(0);
    }

    /// <summary>Adds what is looked at of the file of journals. Only a node with one has it.</summary>
    /// <param name="path">The file.</param>
    public void ObserveFile(string path)
    {
        var parts = new[] { (path, "data"), ($"{path}-wal", "log") };
        _meter.CreateObservableUpDownCounter(
            "lockers.file.size", () => parts.Select(part => new Measurement<long>(Size(part.Item1), new KeyValuePair<string, object?>("file", part.Item2))),
            "By", "Bytes of the file of journals: data, and the log that is written ahead.");
        _meter.CreateObservableGauge("lockers.file.room", () => Room(path), "By", "Bytes that are free on its disk.");
    }

    /// <summary>The storage lock is still held.</summary>
    public void LockRenewed() => _renewals?.Add(1);

    /// <summary>The session that held it is lost.</summary>
    public void LockLost() => _losses?.Add(1);

    private static long Size(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    // A disk that is gone has no room; the log says more.
    private static IEnumerable<Measurement<long>> Room(string path)
    {
        long room;
        try
        {
            room = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (IOException)
        {
            yield break;
        }

        yield return new(room);
    }
}
