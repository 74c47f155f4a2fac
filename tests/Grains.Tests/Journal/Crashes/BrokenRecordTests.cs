using Lockers.Grains.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>A journal with a checkpoint, a segment of folded records and a log, one bit of which is changed, or a piece of which is missing.</summary>
public sealed class BrokenRecordTests
{
    private static readonly JournalLimits Limits = new(MinTailBytes: 800, MaxTailRecords: 4, ChunkBytes: 150);

    private readonly SimulatedStorage _storage = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<SimulatedOwner> _owners = [];

    public BrokenRecordTests()
    {
        var (random, owner) = (new Random(1), Recover());
        for (var number = 1; number < 200; number++)
        {
            Run(owner.Change(StateModel.Changes(random, number)));
            if (_storage.Stored!.Records.Count > 2 && _storage.Manifest.Segments is [{ Chunks: > 2 }, _, ..]) break;
        }

        owner.Die();
        Assert.True(_storage.Manifest.Segments.Length > 1);
    }

    [Fact]
    public void Any_bit_of_any_record_that_is_changed_is_found_and_said_where()
    {
        foreach (var number in _storage.Stored!.Records.Keys.ToList())
            FlipEach(_storage.Stored.Records[number].Bytes, $"Record {number} of journal '{SimulatedStorage.Journal}'");
    }

    [Fact]
    public void Any_bit_of_any_chunk_that_is_changed_is_found_and_said_where()
    {
        foreach (var (segment, number) in _storage.Stored!.Chunks.Keys.ToList())
            FlipEach(
                _storage.Stored.Chunks[(segment, number)].Bytes,
                $"Chunk {number} of segment {segment.Epoch}.{segment.Ordinal} of journal '{SimulatedStorage.Journal}'");
    }

    [Fact]
    public void Any_bit_of_the_manifest_that_is_changed_is_found_and_nothing_is_taken_over()
    {
        var owner = _storage.Stored!.Owner;

        FlipEach(_storage.Stored.Manifest, $"The manifest of journal '{SimulatedStorage.Journal}'");

        // The last recovery found it whole.
        Assert.Equal(owner.Epoch + 1, _storage.Stored.Owner.Epoch);
    }

    [Fact]
    public void A_record_or_chunk_that_is_cut_off_anywhere_is_found()
    {
        var stored = _storage.Stored!;
        foreach (var (number, row) in stored.Records.ToList())
        {
            foreach (var length in Enumerable.Range(0, row.Bytes.Length))
            {
                stored.Records[number] = row with { Bytes = row.Bytes[..length] };
                AssertBroken($"Record {number} of journal");
            }

            stored.Records[number] = row;
        }

        foreach (var (key, row) in stored.Chunks.ToList())
        {
            stored.Chunks[key] = row with { Bytes = row.Bytes[..^1] };
            AssertBroken($"Chunk {key.Number} of segment {key.Segment.Epoch}.{key.Segment.Ordinal}");
            stored.Chunks[key] = row;
        }

        Recover();
    }

    [Fact]
    public void A_chunk_that_is_missing_is_found()
    {
        var stored = _storage.Stored!;
        foreach (var (key, row) in stored.Chunks.ToList())
        {
            stored.Chunks.Remove(key);
            AssertBroken($"Chunk {key.Number} of segment {key.Segment.Epoch}.{key.Segment.Ordinal} of journal '{SimulatedStorage.Journal}' is missing");
            stored.Chunks[key] = row;
        }
    }

    [Fact]
    public void Records_and_chunks_that_have_changed_places_are_found()
    {
        var stored = _storage.Stored!;
        var records = stored.Records.Keys.Order().ToList();
        Swap(stored.Records, records[^1], records[^2]);
        AssertBroken($"Record {records[^2]} of journal");
        Swap(stored.Records, records[^1], records[^2]);

        var chunks = stored.Chunks.Keys.Where(key => key.Number == 0).ToList();
        Swap(stored.Chunks, chunks[0], chunks[1]);
        AssertBroken($"of journal '{SimulatedStorage.Journal}'");
    }

    [Fact]
    public void A_record_of_another_version_is_refused_though_its_checksum_is_right()
    {
        var (manifest, stored) = (_storage.Manifest, _storage.Stored!);
        var row = stored.Records[manifest.FirstRecord];
        Write(LogRecord.Version + 1);
        AssertBroken($"version {LogRecord.Version + 1}");
        Write(LogRecord.OldestVersion - 1);
        AssertBroken($"version {LogRecord.OldestVersion - 1}");

        void Write(int version)
        {
            byte[] next = [(byte)version, .. row.Bytes[1..]];
            BitConverter.TryWriteBytes(next.AsSpan(1), Crc32C.Of(Crc32C.Of(manifest.Crc, next.AsSpan(0, 1)), next.AsSpan(LogRecord.HeaderBytes)));
            stored.Records[manifest.FirstRecord] = row with { Bytes = next };
        }
    }

    private static void Swap<TKey>(Dictionary<TKey, StoredJournal.Row> rows, TKey one, TKey other)
        where TKey : notnull => (rows[one], rows[other]) = (rows[other], rows[one]);

    private void FlipEach(byte[] bytes, string place)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertBroken(place);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // All else is whole.
        Recover();
    }

    private void AssertBroken(string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Recover()).Message, StringComparison.Ordinal);

    private SimulatedOwner Recover()
    {
        var owner = new SimulatedOwner(_storage, _scheduler, _time, Limits);
        owner.Storage.Decide = call =>
        {
            call.Succeed();
            return true;
        };
        _owners.Add(owner);
        Run(owner.Begin(text => Lineage.Recovered(_storage, _owners, owner, text)));
        return owner;
    }

    private void Run(Task task)
    {
        _scheduler.Drain();
        if (task.IsFaulted) task.GetAwaiter().GetResult();
    }
}
