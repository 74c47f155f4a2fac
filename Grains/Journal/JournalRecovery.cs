using System.Runtime.ExceptionServices;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>
/// Makes a journal the owner's and reads it into a state that is empty so far. The owner takes over first, and so nothing that earlier owners do
/// takes effect any more; then it reads. Only owners delete: if the journal is still this owner's behind the last read, what was read is
/// consistent, and if it is not, recovery begins again. A journal that is not there is created with its first batch.
/// </summary>
internal sealed class JournalRecovery(JournalCalls calls, JournalOwner owner, IJournaled state)
{
    /// <summary>How often a recovery is begun again because another owner was faster, or took over while it was read.</summary>
    public const int MaxTries = 10;

    private long _next;
    private uint _crc;
    private long _tailBytes;

    /// <summary>Takes over and reads.</summary>
    /// <exception cref="InvalidDataException">A record, a chunk or the manifest is broken; the message names it.</exception>
    public async Task<RecoveredJournal> Run()
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            state.Clear(revision: 0);
            if (await calls.ReadManifest() is not { } stored) return New();
            if (await Try(stored) is { } recovered) return recovered;
        }

        throw new IOException($"Journal '{owner.Journal}' was taken over {MaxTries} times while it was being read.");
    }

    private RecoveredJournal New()
    {
        var manifest = Manifest.New(owner);
        return new(manifest, null, manifest.FirstRecord, manifest.Crc, 0, Collected: true, []);
    }

    private async Task<RecoveredJournal?> Try(StoredManifest found)
    {
        var before = Manifest.Decode(owner.Journal, found.Bytes.Span);
        var manifest = before with { Version = LogRecord.Version, Writer = owner.Id, Nodes = Manifest.With(before.Nodes, owner.Node), Collected = false };
        var bytes = manifest.Encode();
        if (!await calls.TakeOver(found, bytes)) return null;
        var stored = new StoredManifest(found.Owner with { Epoch = found.Owner.Epoch + 1 }, found.Version + 1, bytes);
        ExceptionDispatchInfo? broken = null;
        try
        {
            await Read(manifest, stored.Owner, found.LastRecord);
        }
        catch (InvalidDataException error)
        {
            broken = ExceptionDispatchInfo.Capture(error);
        }

        // What is missing may have been deleted by a later owner.
        if ((await calls.ReadManifest())?.Owner != stored.Owner) return null;
        broken?.Throw();
        return new(manifest, stored, _next, _crc, _tailBytes, before.Collected, before.Nodes);
    }

    private async Task Read(Manifest manifest, OwnerEpoch by, long last)
    {
        state.Clear(manifest.Revision);
        foreach (var segment in manifest.Segments) await ReadSegment(segment, by);
        (_next, _crc, _tailBytes) = (manifest.FirstRecord, manifest.Crc, 0);
        await foreach (var record in calls.ReadRecords(by, _next))
        {
            var place = new RecordPlace(owner.Journal, _next);
            Replay(LogRecord.Open(record, ref _crc, place), place);
            _next++;
            _tailBytes += record.Length;
        }

        // The chain of checksums finds every record that is missing but those at the end.
        if (_next <= last) throw new InvalidDataException($"{new RecordPlace(owner.Journal, _next)} is missing: records up to {last} were appended.");
    }

    private async Task ReadSegment(Segment segment, OwnerEpoch by)
    {
        var (number, crc) = (0, 0u);
        await foreach (var chunk in calls.ReadChunks(by, segment.Id))
        {
            var place = new RecordPlace(owner.Journal, number, segment.Id);
            Replay(LogRecord.Open(chunk, ref crc, place), place);
            if (++number == segment.Chunks) break;
        }

        if (number < segment.Chunks) throw new InvalidDataException($"{new RecordPlace(owner.Journal, number, segment.Id)} is missing.");
        if (crc != segment.Crc) throw new InvalidDataException($"{new RecordPlace(owner.Journal, number - 1, segment.Id)} is not the one that the manifest names.");
    }

    private void Replay(ReadOnlyMemory<byte> entries, RecordPlace place)
    {
        try
        {
            state.Replay(entries.Span);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{place} cannot be replayed: {error.Message}", error);
        }
    }
}
