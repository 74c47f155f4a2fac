using System.Diagnostics.Metrics;

namespace Lockers.Grains.Metrics;

/// <summary>
/// What is measured of journals, leases and the content of a node, under the meter <see cref="Meter"/>. An attribute has a few values that are known
/// here: never a label, a path, a key or an address.
/// </summary>
internal sealed class GrainInstruments
{
    /// <summary>The meter of all that is measured here, of all projects.</summary>
    public const string Meter = "Lockers";

    private static readonly KeyValuePair<string, object?> Recovery = new("outcome", "recovered");
    private static readonly KeyValuePair<string, object?> Empty = new("outcome", "empty");

    private readonly Meter _meter;
    private readonly Histogram<double> _commits;
    private readonly Histogram<long> _batches;
    private readonly Counter<long> _committedBytes;
    private readonly Counter<long> _doubts;
    private readonly Counter<long> _fencings;
    private readonly Counter<long> _faults;
    private readonly Histogram<double> _compactions;
    private readonly Counter<long> _failedCompactions;
    private readonly Histogram<double> _recoveries;
    private readonly Counter<long> _failedRecoveries;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _losses;

    public GrainInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(Meter);
        _commits = _meter.CreateHistogram(
            "lockers.commit.duration", "s", "How long the storage took to append a batch, with what was tried again.",
            advice: Buckets([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]));
        _batches = _meter.CreateHistogram(
            "lockers.commit.batch.size", "{change}", "How many changes were committed together.",
            advice: Buckets<long>([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000]));
        _committedBytes = _meter.CreateCounter<long>("lockers.commit.io", "By", "Bytes of the batches that were committed.");
        _doubts = _meter.CreateCounter<long>(
            "lockers.journal.doubts", "{change}", "Changes of batches whose outcome was unknown after 3 s: each journal refuses changes until it is known.");
        _fencings = _meter.CreateCounter<long>(
            "lockers.journal.fencings", "{journal}", "Activations that ended because another one had taken their journal over.");
        _faults = _meter.CreateCounter<long>(
            "lockers.journal.faults", "{journal}", "Activations that ended because of a fault of this program.");
        _compactions = _meter.CreateHistogram(
            "lockers.journal.compaction.duration", "s", "How long compactions took that were carried out.",
            advice: Buckets([0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300]));
        _failedCompactions = _meter.CreateCounter<long>("lockers.journal.compaction.failures", "{compaction}", "Compactions that failed.");
        _recoveries = _meter.CreateHistogram(
            "lockers.journal.recovery.duration", "s",
            "How long taking a journal over and reading it took, by outcome: recovered, empty (nothing was there).",
            advice: Buckets([0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]));
        _failedRecoveries = _meter.CreateCounter<long>("lockers.journal.recovery.failures", "{recovery}", "Journals that could not be taken over and read.");
        _renewals = _meter.CreateCounter<long>("lockers.lease.renewals", "{renewal}", "How often the serving lease was renewed.");
        _losses = _meter.CreateCounter<long>("lockers.lease.losses", "{loss}", "How often the serving lease ran out, or was taken.");

        // What happens rarely is there from the start, so that the first time is an increase.
        foreach (var rare in (Counter<long>[])[_doubts, _fencings, _faults, _failedCompactions, _failedRecoveries, _losses]) rare.Add(0);
    }

    /// <summary>A batch was committed.</summary>
    /// <param name="took">How long the storage took to append it.</param>
    /// <param name="changes">How many changes it has.</param>
    /// <param name="bytes">How many bytes its record has.</param>
    public void Committed(TimeSpan took, int changes, int bytes)
    {
        _commits.Record(took.TotalSeconds);
        _batches.Record(changes);
        _committedBytes.Add(bytes);
    }

    /// <summary>The outcome of a batch is unknown.</summary>
    public void InDoubt(int changes) => _doubts.Add(changes);

    /// <summary>An activation found that its journal has another owner.</summary>
    public void Fenced() => _fencings.Add(1);

    /// <summary>An activation ends because of a fault of this program.</summary>
    public void Broken() => _faults.Add(1);

    /// <summary>A compaction was carried out.</summary>
    public void Compacted(TimeSpan took) => _compactions.Record(took.TotalSeconds);

    /// <summary>A compaction failed.</summary>
    public void NotCompacted() => _failedCompactions.Add(1);

    /// <summary>A journal was taken over and read.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="isEmpty">Whether there was nothing to read.</param>
    public void Recovered(TimeSpan took, bool isEmpty) => _recoveries.Record(took.TotalSeconds, isEmpty ? Empty : Recovery);

    /// <summary>A journal could not be taken over, or not be read.</summary>
    public void NotRecovered() => _failedRecoveries.Add(1);

    /// <summary>The serving lease was renewed.</summary>
    public void LeaseRenewed() => _renewals.Add(1);

    /// <summary>The serving lease is over.</summary>
    public void LeaseLost() => _losses.Add(1);

    /// <summary>Adds what is looked at when somebody reads the metrics.</summary>
    /// <param name="mayServe">Whether the node may answer.</param>
    /// <param name="inDoubt">How many journals are in doubt.</param>
    /// <param name="content">What the node holds.</param>
    /// <param name="reads">How many reads are open.</param>
    public void Observe(Func<bool> mayServe, Func<int> inDoubt, NodeContent content, Func<int> reads)
    {
        _meter.CreateObservableGauge("lockers.lease.valid", () => mayServe() ? 1 : 0, "{lease}", "Whether the node may answer: 1, or 0.");
        _meter.CreateObservableUpDownCounter("lockers.journal.in_doubt", inDoubt, "{journal}", "Journals whose last batch has an unknown outcome now.");
        _meter.CreateObservableUpDownCounter("lockers.read.open", reads, "{read}", "Reads of several pages that are open.");
        _meter.CreateObservableUpDownCounter(
            "lockers.tree.count", () => content.Measure(part => part.Trees), "{tree}",
            "Trees that the node holds in memory, by content: locker (one for each locker), instance, events.");
        _meter.CreateObservableUpDownCounter("lockers.key.count", () => content.Measure(part => part.Keys), "{key}", "Keys with text in those trees.");
        _meter.CreateObservableUpDownCounter("lockers.text.size", () => content.Measure(part => part.Bytes), "By", "Bytes of keys and texts in those trees.");
    }

    private static InstrumentAdvice<T> Buckets<T>(IReadOnlyList<T> bounds)
        where T : struct => new() { HistogramBucketBoundaries = bounds };
}
