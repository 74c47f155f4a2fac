using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>A grain that holds something in memory.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Generation">The generation that it holds, from 1.</param>
/// <param name="HasLeft">Whether it was handed over to another node since, with that generation.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.HeldGrain)]
internal readonly record struct HeldGrain([property: Id(0)] string Key, [property: Id(1)] long Generation, [property: Id(2)] bool HasLeft = false);

/// <summary>
/// What lives on this node, for a grain that lists it and was lost with another node: the registry lists lockers and peers, a locker its
/// instances. A grain that has asked to be listed, and was not told yet when the list is read, asks again: the grain that it asked may be
/// the one that was lost.
/// </summary>
/// <remarks>
/// A grain that is handed over is listed by the node that receives its state from the first chunk on, and by the node that it leaves until
/// that node ends, as one that has left. So a reader that saw it nowhere else knows that it moved, and reads again: see <see
/// cref="Survivors"/>.
/// </remarks>
internal sealed class HeldGrains(TimeProvider time)
{
    /// <summary>The most grains that one page has.</summary>
    public const int MaxPage = 1000;

    // A grain begins the generation that it was given in its next step.
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Adds a grain that is active here.</summary>
    /// <param name="kind">The letter of its kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="generation">The generation that it holds, or 0.</param>
    public Entry Enter(string kind, string key, Func<long> generation)
    {
        lock (_gate)
        {
            if (!_kinds.TryGetValue(kind, out var of)) _kinds.Add(kind, of = new());
            var entry = new Entry(this, of, key, generation);
            of.Entries[key] = entry;
            of.Keys.Add(key);
            return entry;
        }
    }

    /// <summary>Grains that hold a generation, in ordinal order of their keys. Fewer than <see cref="MaxPage"/> are the last ones.</summary>
    /// <param name="kind">The letter of their kind.</param>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="after">Only keys that sort after this one; empty for the first ones.</param>
    public ImmutableArray<HeldGrain> List(string kind, string prefix, string after)
    {
        var page = ImmutableArray.CreateBuilder<HeldGrain>();
        lock (_gate)
        {
            if (!_kinds.TryGetValue(kind, out var of)) return [];
            foreach (var key in of.From(after.Length == 0 ? prefix : after))
            {
                if (!key.StartsWith(prefix, StringComparison.Ordinal) || page.Count == MaxPage) break;
                if (key == after) continue;
                var entry = of.Entries[key];
                if (entry.Seen() is var generation && generation != 0) page.Add(new(key, generation, entry.HasLeft));
            }
        }

        return page.ToImmutable();
    }

    private long Now => time.GetTimestamp();

    private bool IsRecent(long at) => time.GetElapsedTime(at) < BeginsWithin;

    /// <summary>A grain that is active here, until it is disposed.</summary>
    internal sealed class Entry(HeldGrains all, Kind of, string key, Func<long> generation) : IDisposable
    {
        private Func<long> _generation = generation;
        private int _seen;
        private long _given;
        private long _givenAt;

        /// <summary>Whether the grain was handed over to another node.</summary>
        internal bool HasLeft { get; private set; }

        /// <summary>Whether the grain is listed by this entry, and not by that of a later activation.</summary>
        public bool IsListed
        {
            get
            {
                lock (all._gate) return of.Entries.GetValueOrDefault(key) == this;
            }
        }

        /// <summary>The grain was handed over to another node: it stays listed, as one that has left.</summary>
        public void Leave()
        {
            lock (all._gate)
            {
                // The entry must not keep the grain's state.
                var held = _generation();
                _generation = () => held;
                HasLeft = true;
            }
        }

        /// <summary>Asks who lists this grain, again where its answer may be of one that was lost.</summary>
        /// <param name="ask">Gives the generation to begin, or 0 for none.</param>
        public async ValueTask<long> Ask(Func<ValueTask<long>> ask)
        {
            while (true)
            {
                var seen = Volatile.Read(ref _seen);
                var given = await ask();
                lock (all._gate)
                {
                    if (seen != _seen) continue;

                    // It is listed from here on, though the grain only begins that generation when it goes on.
                    (_given, _givenAt) = (given, all.Now);
                    return given;
                }
            }
        }

        /// <summary>The generation that it holds or is about to begin, seen by somebody who lists it from now on.</summary>
        internal long Seen()
        {
            _seen++;
            return Math.Max(_generation(), all.IsRecent(_givenAt) ? _given : 0);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (all._gate)
            {
                if (of.Entries.GetValueOrDefault(key) != this) return;
                of.Entries.Remove(key);
                of.Keys.Remove(key);
            }
        }
    }

    internal sealed class Kind
    {
        public Dictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public IEnumerable<string> From(string first) =>
            Keys.Max is { } last && StringComparer.Ordinal.Compare(first, last) <= 0 ? Keys.GetViewBetween(first, last) : [];
    }
}
