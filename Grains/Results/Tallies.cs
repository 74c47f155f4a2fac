using System.Text;

namespace Lockers.Grains.Results;

/// <summary>What a goto 0.9 or later counted of one target beside what earlier ones count: a map for each <see cref="TallyKind"/>.</summary>
/// <remarks>
/// Totals by status code and by URI are in <see cref="TargetResults"/>, for peers of both dialects; here is what they are made up of, for peers
/// of the later one.
/// </remarks>
internal sealed class Tallies
{
    /// <summary>The kinds that only the later dialect has, in order.</summary>
    public static readonly TallyKind[] OfLaterOnly = [.. Enum.GetValues<TallyKind>().Where(kind => kind > TallyKind.Uris)];

    private static readonly string[] Names =
    [
        "countsByStatusCodes", "countsByURIs", "countsByRequestPayloadSizes", "countsByResponsePayloadSizes",
        "countsByRetries", "countsByRetryReasons", "countsByErrors", "countsByTimeBuckets",
    ];

    private static readonly byte[][] Utf8Names = Array.ConvertAll(Names, Encoding.UTF8.GetBytes);

    private readonly Dictionary<string, Tally>?[] _maps = new Dictionary<string, Tally>?[Names.Length];

    /// <summary>How many kinds there are.</summary>
    public static int Kinds => Names.Length;

    /// <summary>The counts of a kind; null for none.</summary>
    public Dictionary<string, Tally>? this[TallyKind kind]
    {
        get => _maps[(int)kind];
        set => _maps[(int)kind] = value;
    }

    /// <summary>The name of a kind's map.</summary>
    public static string Name(TallyKind kind) => Names[(int)kind];

    /// <summary>The name of a kind's map, as UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(TallyKind kind) => Utf8Names[(int)kind];

    /// <summary>Adds another's counts to these. The other is left as it was and shares nothing with this one.</summary>
    public void Merge(Tallies other)
    {
        for (var kind = 0; kind < _maps.Length; kind++) _maps[kind] = Merging.Tallies(_maps[kind], other._maps[kind]);
    }
}
