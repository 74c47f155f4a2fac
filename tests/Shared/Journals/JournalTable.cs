using Lockers.Grains.Journal.Storage;

namespace Lockers.Tests.Shared.Journals;

/// <summary>Journals as a database has them: what <see cref="IJournalStorage"/> demands, step by step, from any thread.</summary>
internal sealed class JournalTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredJournal> _journals = new(StringComparer.Ordinal);
    private long _created;

    /// <summary>Whether what is written now is written for nobody: who asked for it has given it up.</summary>
    public bool IsLate { get; set; }

    /// <summary>The names of all journals.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate) return [.. _journals.Keys];
        }
    }

    /// <summary>All there is of a journal, to look at while nobody writes; null where there is none.</summary>
    public StoredJournal? Find(string journal)
    {
        lock (_gate) return _journals.GetValueOrDefault(journal);
    }

    public StoredManifest? ReadManifest(string journal)
    {
        lock (_gate)
        {
            return _journals.TryGetValue(journal, out var there)
                ? new(there.Owner, there.Version, there.Manifest) { LastRecord = there.LastRecord }
                : null;
        }
    }

    public OwnerEpoch? Create(string journal, ReadOnlyMemory<byte> manifest)
    {
        lock (_gate)
        {
            if (_journals.ContainsKey(journal)) return null;
            var created = new StoredJournal(new(++_created, 1), manifest.ToArray());
            _journals.Add(journal, created);
            return created.Owner;
        }
    }

    public bool TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest)
    {
        lock (_gate)
        {
            if (!_journals.TryGetValue(journal, out var there) || there.Owner != seen.Owner || there.Version != seen.Version) return false;
            there.Owner = seen.Owner with { Epoch = seen.Owner.Epoch + 1 };
            there.Swap(manifest);
            return true;
        }
    }

    public StorageResult Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest) => Change(owner, there =>
    {
        if (there.Version != version) return StorageResult.Fenced;
        there.Swap(manifest);
        return StorageResult.Done;
    });

    public StorageResult Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record) => Change(owner, there =>
    {
        there.Records.TryAdd(number, new(record.ToArray(), IsLate));
        there.LastRecord = Math.Max(there.LastRecord, number);
        return StorageResult.Done;
    });

    public byte[]? ReadRecord(OwnerEpoch owner, long number)
    {
        lock (_gate) return Of(owner)?.Records.TryGetValue(number, out var row) == true ? row.Bytes : null;
    }

    public StorageResult WriteChunk(OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk) => Change(owner, there =>
    {
        there.Chunks.TryAdd((segment, number), new(chunk.ToArray(), IsLate));
        return StorageResult.Done;
    });

    public byte[]? ReadChunk(OwnerEpoch owner, SegmentId segment, int number)
    {
        lock (_gate) return Of(owner)?.Chunks.TryGetValue((segment, number), out var row) == true ? row.Bytes : null;
    }

    public StorageResult DeleteRecords(OwnerEpoch owner, long from, long below) => Change(owner, there =>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(below - from, 1024);
        foreach (var number in there.Records.Keys.Where(number => number >= from && number < below).ToList()) there.Records.Remove(number);
        return StorageResult.Done;
    });

    public StorageResult DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below) => Change(owner, there =>
    {
        foreach (var key in there.Chunks.Keys.Where(key => !IsBefore(key.Segment, from) && IsBefore(key.Segment, below)).ToList())
            there.Chunks.Remove(key);
        return StorageResult.Done;
    });

    public StorageResult Erase(OwnerEpoch owner) => Change(owner, there =>
    {
        _journals.Remove(_journals.Single(one => one.Value == there).Key);
        return StorageResult.Done;
    });

    public static bool IsBefore(SegmentId one, SegmentId other) => (one.Epoch, one.Ordinal).CompareTo((other.Epoch, other.Ordinal)) < 0;

    private StorageResult Change(OwnerEpoch owner, Func<StoredJournal, StorageResult> change)
    {
        lock (_gate) return Of(owner) is { } there && there.Owner == owner ? change(there) : StorageResult.Fenced;
    }

    private StoredJournal? Of(OwnerEpoch owner) => _journals.Values.FirstOrDefault(one => one.Owner.Journal == owner.Journal);
}

/// <summary>One journal.</summary>
internal sealed class StoredJournal(OwnerEpoch owner, byte[] manifest)
{
    /// <summary>Bytes, and whether they were written late.</summary>
    public sealed record Row(byte[] Bytes, bool IsLate);

    public OwnerEpoch Owner { get; set; } = owner;

    public long Version { get; private set; } = 1;

    public byte[] Manifest { get; private set; } = manifest;

    public long LastRecord { get; set; }

    public Dictionary<long, Row> Records { get; } = [];

    public Dictionary<(SegmentId Segment, int Number), Row> Chunks { get; } = [];

    public void Swap(ReadOnlyMemory<byte> manifest)
    {
        Manifest = manifest.ToArray();
        Version++;
    }
}
