using System.Globalization;
using Lockers.Grains.Journal.Storage;
using Orleans.Storage;

namespace Lockers.Postgres.Storage;

/// <summary>
/// A grain storage in memory whose calls fail at random: without a trace, after they were carried out, or long before they are. Its ETags
/// count from 1, again for a row that was deleted, as AdoNet's do.
/// </summary>
internal sealed class FaultyGrainStorage(Random random) : IGrainStorage
{
    private const int PercentFailing = 6;

    private readonly Dictionary<(GrainId, string), (ReadOnlyMemory<byte> Bytes, int Version)> _rows = [];
    private readonly List<Action> _late = [];

    /// <summary>Whether calls fail. What is carried out late is so in any case.</summary>
    public bool AreCallsFailing { get; set; } = true;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Call(() =>
    {
        if (!_rows.TryGetValue((grainId, stateName), out var row)) return;
        grainState.State = (T)(object)new RawRecord { Bytes = row.Bytes };
        grainState.ETag = row.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, bytes) = (grainState.ETag, ((RawRecord)(object)grainState.State!).Bytes);
        return Call(() =>
        {
            var version = Demand(stateName, grainId, etag) + 1;
            _rows[(grainId, stateName)] = (bytes, version);
            grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        });
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var etag = grainState.ETag;
        return Call(() =>
        {
            Demand(stateName, grainId, etag);
            _rows.Remove((grainId, stateName));
        });
    }

    private int Demand(string name, GrainId grain, string? etag)
    {
        var version = _rows.TryGetValue((grain, name), out var row) ? row.Version : 0;
        return etag == (version == 0 ? null : version.ToString(CultureInfo.InvariantCulture))
            ? version
            : throw new InconsistentStateException($"{name} has version {version}, not {etag}.");
    }

    // One at a time, in the order of the seed: some deletes come at once.
    private Task Call(Action call)
    {
        lock (_rows)
        {
            if (_late.Count > 0 && random.Next(5) == 0) RunLate();
            if (!AreCallsFailing || random.Next(100) >= PercentFailing)
            {
                call();
                return Task.CompletedTask;
            }

            var fault = random.Next(3);
            if (fault == 0) call();
            if (fault == 1) _late.Add(call);
            throw new TimeoutException("The storage does not answer.");
        }
    }

    private void RunLate()
    {
        var at = random.Next(_late.Count);
        var call = _late[at];
        _late.RemoveAt(at);
        try
        {
            call();
        }
        catch (InconsistentStateException)
        {
            // What it meant is of the past.
        }
    }
}
