using System.Globalization;
using Lockers.Grains.Journal;
using Orleans.Storage;

namespace Lockers.Grains.Tests.Nodes;

/// <summary>
/// A grain storage that outlives its silos: as that over PostgreSQL, it keeps a row a state, written once without a version and
/// then only over the version that was read, counted from 1, and deletes what is cleared.
/// </summary>
internal sealed class VersionedStorage : IGrainStorage
{
    private readonly RawRecordSerializer _serializer = new();
    private readonly Dictionary<(string State, GrainId Grain), (BinaryData Bytes, int Version)> _rows = [];
    private readonly Lock _gate = new();

    /// <summary>The rows that there are: of which grain, and what they are called.</summary>
    public List<(string State, GrainId Grain)> Rows
    {
        get
        {
            lock (_gate) return [.. _rows.Keys];
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            grainState.RecordExists = _rows.TryGetValue((stateName, grainId), out var row);
            if (!grainState.RecordExists) return Task.CompletedTask;
            grainState.State = _serializer.Deserialize<T>(row.Bytes);
            grainState.ETag = Etag(row.Version);
            return Task.CompletedTask;
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var version = Demand(stateName, grainId, grainState.ETag) + 1;

            // What is written belongs to the storage from now on, as with a database.
            _rows[(stateName, grainId)] = (new(_serializer.Serialize(grainState.State).ToArray()), version);
            (grainState.ETag, grainState.RecordExists) = (Etag(version), true);
            return Task.CompletedTask;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Demand(stateName, grainId, grainState.ETag);
            _rows.Remove((stateName, grainId));
            (grainState.ETag, grainState.RecordExists) = (null, false);
            return Task.CompletedTask;
        }
    }

    private int Demand(string state, GrainId grain, string? etag)
    {
        var there = _rows.TryGetValue((state, grain), out var row) ? Etag(row.Version) : null;
        return there == etag ? row.Version : throw new InconsistentStateException("Another version is there.", there, etag);
    }

    private static string Etag(int version) => version.ToString(CultureInfo.InvariantCulture);
}
