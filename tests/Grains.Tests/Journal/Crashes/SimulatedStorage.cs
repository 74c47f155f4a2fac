using Lockers.Grains.Journal;
using Lockers.Grains.Journal.Storage;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>A storage that several owners call. It knows who owned what, and fails the test where an owner does what none may.</summary>
internal sealed class SimulatedStorage
{
    internal const string Journal = "t.journal";

    private readonly Dictionary<OwnerEpoch, Guid> _owners = [];
    private readonly Dictionary<(long Journal, long Number), byte[]> _records = [];
    private readonly Dictionary<(long Journal, SegmentId Segment, int Number), byte[]> _chunks = [];

    private (byte[]? Bytes, Manifest? Manifest) _decoded;

    internal JournalTable Table { get; } = new();

    /// <summary>Called with the activation whose erase takes effect.</summary>
    internal Action<Guid>? Erasing { get; set; }

    /// <summary>The journal, if there is one.</summary>
    internal StoredJournal? Stored => Table.Find(Journal);

    /// <summary>The manifest of the journal that there is.</summary>
    internal Manifest Manifest => ReferenceEquals(_decoded.Bytes, Stored!.Manifest)
        ? _decoded.Manifest!
        : (_decoded = (Stored.Manifest, Table.Manifest(Journal))).Manifest!;

    /// <summary>What an activation owned last of the journal that there is; null for nothing. A journal that was erased was nobody's.</summary>
    internal OwnerEpoch? OwnedBy(Guid activation) =>
        _owners.Where(one => one.Value == activation && one.Key.Journal == Stored?.Owner.Journal).Select(one => (OwnerEpoch?)one.Key).MaxBy(one => (one!.Value.Journal, one.Value.Epoch));

    /// <summary>Who owned a journal before, the last one first.</summary>
    internal IEnumerable<Guid> OwnersBefore(OwnerEpoch owner)
    {
        for (var epoch = owner.Epoch - 1; epoch > 0; epoch--) yield return _owners[owner with { Epoch = epoch }];
    }

    internal OwnerEpoch? Create(Guid by, ReadOnlyMemory<byte> manifest)
    {
        var created = Table.Create(Journal, manifest);
        if (created is { } owner) _owners.Add(owner, by);
        return created;
    }

    internal bool TakeOver(Guid by, StoredManifest seen, ReadOnlyMemory<byte> manifest)
    {
        if (!Table.TakeOver(Journal, seen, manifest)) return false;
        _owners.Add(Stored!.Owner, by);
        return true;
    }

    internal StorageResult Append(Guid by, OwnerEpoch owner, long number, ReadOnlyMemory<byte> record)
    {
        if (!IsOwner(by, owner)) return StorageResult.Fenced;
        var bytes = record.ToArray();
        if (_records.TryAdd((owner.Journal, number), bytes))
            Assert.True(number == Manifest.FirstRecord || _records.ContainsKey((owner.Journal, number - 1)), "a number was left out");
        else Assert.True(_records[(owner.Journal, number)].AsSpan().SequenceEqual(bytes), "a record was appended with other bytes");
        return Table.Append(owner, number, record);
    }

    internal StorageResult WriteChunk(Guid by, OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk)
    {
        if (!IsOwner(by, owner)) return StorageResult.Fenced;
        var bytes = chunk.ToArray();
        Assert.Equal(owner.Epoch, segment.Epoch);
        Assert.True(_chunks.TryAdd((owner.Journal, segment, number), bytes) || _chunks[(owner.Journal, segment, number)].AsSpan().SequenceEqual(bytes), "a segment was used again");
        return Table.WriteChunk(owner, segment, number, chunk);
    }

    internal StorageResult DeleteRecords(Guid by, OwnerEpoch owner, long from, long below)
    {
        if (!IsOwner(by, owner)) return StorageResult.Fenced;
        Assert.True(below <= Manifest.FirstRecord, "records of the log are deleted");
        return Table.DeleteRecords(owner, from, below);
    }

    internal StorageResult DeleteSegments(Guid by, OwnerEpoch owner, SegmentId from, SegmentId below)
    {
        if (!IsOwner(by, owner)) return StorageResult.Fenced;
        Assert.DoesNotContain(Manifest.Segments, one => !JournalTable.IsBefore(one.Id, from) && JournalTable.IsBefore(one.Id, below));
        return Table.DeleteSegments(owner, from, below);
    }

    internal StorageResult Erase(Guid by, OwnerEpoch owner)
    {
        if (IsOwner(by, owner)) Erasing?.Invoke(by);
        return Table.Erase(owner);
    }

    private bool IsOwner(Guid by, OwnerEpoch owner)
    {
        Assert.Equal(by, _owners[owner]);
        return Stored?.Owner == owner;
    }
}
