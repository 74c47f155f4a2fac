using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Metrics;

/// <summary>A grain whose content is counted.</summary>
internal interface IHasContent
{
    /// <summary>What it holds, with what is not committed yet. Read from other threads; what is being changed may be counted before or after.</summary>
    LockerStats Content { get; }

    /// <summary>Whether it holds a generation: a grain that was only asked about holds nothing.</summary>
    bool HoldsGeneration { get; }

    /// <summary>Of what kind it is; always the same.</summary>
    ContentKind ContentKind { get; }
}

/// <summary>What a grain's content is.</summary>
internal enum ContentKind
{
    /// <summary>A locker's data.</summary>
    Locker,

    /// <summary>What an instance reported.</summary>
    Instance,

    /// <summary>A peer's events.</summary>
    Events,
}

/// <summary>How much of a kind there is.</summary>
/// <param name="Trees">How many grains hold it.</param>
/// <param name="Keys">Their keys with text.</param>
/// <param name="Bytes">The bytes of keys and texts.</param>
internal readonly record struct ContentPart(long Trees, long Keys, long Bytes);

/// <summary>
/// The grains that are active on this node, and how much they hold. It is added up when somebody asks, so that a store costs nothing; what was added
/// up is good for <see cref="Fresh"/>, so that one look at several figures adds up once.
/// </summary>
internal sealed class NodeContent(TimeProvider time)
{
    /// <summary>How long a sum is good.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static readonly (ContentKind Kind, KeyValuePair<string, object?> Attribute)[] Kinds = [
        (ContentKind.Locker, new("content", "locker")), (ContentKind.Instance, new("content", "instance")), (ContentKind.Events, new("content", "events"))];

    private readonly ConcurrentDictionary<IHasContent, ContentKind> _grains = new();
    private readonly Lock _gate = new();
    private ContentPart[] _parts = [];
    private long _summed;

    /// <summary>A grain is active.</summary>
    public void Add(IHasContent grain) => _grains.TryAdd(grain, grain.ContentKind);

    /// <summary>It is not any more.</summary>
    public void Remove(IHasContent grain) => _grains.TryRemove(grain, out _);

    /// <summary>One figure of each kind.</summary>
    public IEnumerable<Measurement<long>> Measure(Func<ContentPart, long> figure)
    {
        var parts = Sum();
        return Kinds.Select(kind => new Measurement<long>(figure(parts[(int)kind.Kind]), kind.Attribute));
    }

    private ContentPart[] Sum()
    {
        lock (_gate)
        {
            if (_parts.Length > 0 && time.GetElapsedTime(_summed) < Fresh) return _parts;
            var parts = new ContentPart[Kinds.Length];
            foreach (var (grain, kind) in _grains)
            {
                if (!grain.HoldsGeneration) continue;
                ref var part = ref parts[(int)kind];
                var held = grain.Content;
                part = new(part.Trees + 1, part.Keys + held.Keys, part.Bytes + held.Bytes);
            }

            (_parts, _summed) = (parts, time.GetTimestamp());
            return parts;
        }
    }
}
