using System.Globalization;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal;

/// <summary>Records in memory, whose writes wait or fail while a test says so. Nothing runs on another thread.</summary>
internal sealed class HeldRecords : IRecordStore
{
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Bytes, long Version)> _records = [];
    private TaskCompletionSource? _held;

    /// <summary>Whether every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether writes are made and fail all the same, and reads fail.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>The names of all records.</summary>
    public IEnumerable<string> Names => _records.Keys;

    /// <summary>From now on writes wait.</summary>
    public void Hold() => _held = new();

    /// <summary>The writes that waited are made, and those to come at once.</summary>
    public void Release()
    {
        var held = _held!;
        _held = null;
        held.SetResult();
    }

    /// <summary>The writes that waited are made, and those to come wait.</summary>
    public void ReleaseWaiting()
    {
        var held = _held!;
        Hold();
        held.SetResult();
    }

    public Task<StoredRecord?> Read(string name) => IsAway || LosesAnswers
        ? Task.FromException<StoredRecord?>(Away())
        : Task.FromResult<StoredRecord?>(_records.TryGetValue(name, out var there) ? new(there.Bytes, Etag(there.Version)) : null);

    public async Task<string> Write(string name, ReadOnlyMemory<byte> bytes, string? etag)
    {
        if (_held is { } held) await held.Task;
        if (IsAway) throw Away();
        Demand(name, etag);
        var version = etag is null ? 1 : _records[name].Version + 1;
        _records[name] = (bytes.ToArray(), version);
        return LosesAnswers ? throw Away() : Etag(version);
    }

    public async Task Delete(string name)
    {
        if (_held is { } held) await held.Task;
        if (IsAway) throw Away();
        _records.Remove(name);
    }

    public async Task Delete(IReadOnlyCollection<string> names)
    {
        foreach (var name in names) await Delete(name);
    }

    public async Task Delete(string name, string etag)
    {
        if (_held is { } held) await held.Task;
        if (IsAway) throw Away();
        Demand(name, etag);
        _records.Remove(name);
    }

    /// <summary>A new activation's state over these records, on a node.</summary>
    public async Task<GrainState> Recover(int trees, TimeProvider time, string node = "n1")
    {
        var state = new GrainState(trees);
        await Recover(state, time, node);
        return state;
    }

    /// <summary>Puts these records under a state.</summary>
    public Task<IReadOnlyList<string>> Recover(GrainState state, TimeProvider time, string node = "n1") =>
        state.Recover(this, new JournalOwner(Guid.NewGuid(), node), new JournalEvents(), time);

    private void Demand(string name, string? etag)
    {
        if ((_records.TryGetValue(name, out var there) ? Etag(there.Version) : null) != etag) throw new RecordConflictException(name);
    }

    private static IOException Away() => new("The storage is away.");

    private static string Etag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
