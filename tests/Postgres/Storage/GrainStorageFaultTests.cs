using Lockers.Grains.Journal.Storage;
using Lockers.Tests.Shared.Journals;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Postgres.Storage;

/// <summary>Random histories of journals in a grain storage that fails, answers wrong, and does late what nobody waits for any more.</summary>
public sealed class GrainStorageFaultTests
{
    private const int Histories = 50;
    private const int Steps = 150;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_comes_back_whatever_the_storage_does()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            try
            {
                await new History(seed).Run();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    /// <summary>One journal, its owner, and those that were owners before and go on.</summary>
    private sealed class History
    {
        private const string Name = "l.history";

        private readonly Random _random;
        private readonly FaultyGrainStorage _storage;
        private readonly List<(GrainStorageJournals Journals, OwnerEpoch Owner, long Next)> _before = [];
        private readonly Dictionary<SegmentId, string> _segments = [];
        private readonly List<string> _records = [];
        private GrainStorageJournals _journals;
        private OwnerEpoch _owner;
        private long _version;
        private int _deleted;
        private int _texts;

        // The record whose outcome the owner does not know.
        private string? _inDoubt;

        public History(int seed)
        {
            _random = new Random(seed);
            _storage = new(_random);
            _journals = new(_storage);
        }

        public async Task Run()
        {
            await Begin();
            for (var step = 0; step < Steps; step++)
            {
                switch (_random.Next(20))
                {
                    case < 10: await Append(); break;
                    case < 13: await OfThePast(); break;
                    case < 15: await TakeOver(); break;
                    case 15: await Delete(); break;
                    case 16: await WriteSegment(); break;
                    case 17: await DeleteSegments(); break;
                    case 18: await Swap(); break;
                    default:
                        if (_random.Next(5) == 0) await Erase();
                        break;
                }
            }

            await TakeOver();
        }

        private async Task Append()
        {
            _inDoubt ??= $"r{_texts++}";
            try
            {
                Assert.Equal(Done, await _journals.Append(_owner, Next, _inDoubt));
                _records.Add(_inDoubt);
                _inDoubt = null;
            }
            catch (TimeoutException)
            {
                // Appended again, at the next step or by nobody.
            }
        }

        // The owner before changes nothing, and is not told otherwise.
        private async Task OfThePast()
        {
            if (_before.Count == 0) return;
            var (journals, owner, next) = _before[_random.Next(_before.Count)];
            try
            {
                var result = _random.Next(4) switch
                {
                    0 => await journals.Append(owner, next + _random.Next(3), "late"),
                    1 => await journals.Write(owner, new SegmentId(owner.Epoch, 7), 0, "late"),
                    2 => await journals.Delete(owner, 1, 100),
                    _ => await journals.Swap(owner, _version, "late"),
                };
                Assert.Equal(Fenced, result);
            }
            catch (TimeoutException)
            {
            }
        }

        private async Task TakeOver()
        {
            _before.Add((_journals, _owner, Next));
            if (_random.Next(2) == 0) _journals = new(_storage);
            var text = $"taken {_texts++}";
            await UntilKnown(async () =>
            {
                var seen = Assert.IsType<StoredManifest>(await _journals.Read(Name));
                if (StorageCalls.Text(seen.Bytes) != text && !await _journals.TakeOver(Name, seen, text)) return false;
                if (StorageCalls.Text(seen.Bytes) == text) (_owner, _version) = (seen.Owner, seen.Version);
                else (_owner, _version) = (seen.Owner with { Epoch = seen.Owner.Epoch + 1 }, seen.Version + 1);
                return true;
            });

            var read = await Read();
            if (_inDoubt is not null && read.Count == _records.Count - _deleted + 1) _records.Add(_inDoubt);
            _inDoubt = null;
            await Check();
        }

        private async Task Delete()
        {
            var below = _deleted + _random.Next(_records.Count - _deleted + 1);
            await UntilKnown(async () => await _journals.Delete(_owner, _deleted + 1, below + 1) == Done);
            _deleted = below;
            await Check();
        }

        private async Task Swap()
        {
            var text = $"swapped {_texts++}";
            await UntilKnown(async () => await _journals.Swap(_owner, _version, text) == Done);
            _version++;
        }

        private async Task WriteSegment()
        {
            var segment = new SegmentId(_owner.Epoch, _texts++);
            for (var chunk = 0; chunk < 2; chunk++)
            {
                await UntilKnown(async () => await _journals.Write(_owner, segment, chunk, $"{segment.Ordinal}.{chunk}") == Done);
            }

            _segments.Add(segment, $"{segment.Ordinal}.0 {segment.Ordinal}.1");
        }

        private async Task DeleteSegments()
        {
            if (_segments.Count == 0) return;
            var last = _segments.Keys.ElementAt(_random.Next(_segments.Count));
            await UntilKnown(async () => await _journals.Delete(_owner, new SegmentId(0, 0), last) == Done);
            foreach (var segment in _segments.Keys.Where(segment => IsBelow(segment, last)).ToList()) _segments.Remove(segment);
            await Check();
        }

        private async Task Erase()
        {
            _before.Add((_journals, _owner, Next));
            await UntilKnown(async () => await _journals.Erase(_owner) == Done);
            _records.Clear();
            _segments.Clear();
            (_deleted, _inDoubt) = (0, null);
            await UntilKnown(async () => await _journals.Read(Name) is null);
            await Begin();
            await Check();
        }

        private async Task Begin()
        {
            var text = $"begun {_texts++}";
            await UntilKnown(async () =>
            {
                _owner = Assert.NotNull(await _journals.Create(Name, text));
                return true;
            });
            _version = 1;
        }

        private long Next => _records.Count + 1;

        private async Task Check()
        {
            var (read, expected) = (await Read(), _records.Skip(_deleted).ToList());
            if (_inDoubt is not null && read.Count > expected.Count) expected.Add(_inDoubt);
            Assert.Equal(expected, read);
            _storage.AreCallsFailing = false;
            foreach (var (segment, chunks) in _segments) Assert.Equal(chunks, await _journals.Chunks(_owner, segment));
            _storage.AreCallsFailing = true;
        }

        // A read of many rows would hardly ever come to its end.
        private async Task<List<string>> Read()
        {
            _storage.AreCallsFailing = false;
            var read = await _journals.AllRecords(_owner, _deleted + 1);
            _storage.AreCallsFailing = true;
            return read.ConvertAll(StorageCalls.Text);
        }

        private static bool IsBelow(SegmentId one, SegmentId other) => (one.Epoch, one.Ordinal).CompareTo((other.Epoch, other.Ordinal)) < 0;

        // What the owner repeats must come out as it wants in the end, at its first known outcome.
        private static async Task UntilKnown(Func<Task<bool>> call)
        {
            while (true)
            {
                try
                {
                    Assert.True(await call());
                    return;
                }
                catch (TimeoutException)
                {
                }
            }
        }
    }
}
