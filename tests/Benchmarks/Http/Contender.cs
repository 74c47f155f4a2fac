using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// One kind of request to one server, measured again and again in turn with others. A figure against another is the median
/// over the rounds of the two in the same round.
/// </summary>
/// <param name="name">What it is.</param>
/// <param name="server">The server that wrk calls.</param>
/// <param name="script">wrk's script.</param>
internal sealed class Contender(string name, Server server, string script)
{
    private readonly List<WrkResult> _runs = [];
    private readonly List<double> _processor = [];
    private readonly List<double> _database = [];

    /// <summary>How many requests wrk has under way.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>The processor time of all nodes that take part so far; of the server alone, unless it is said.</summary>
    public Func<TimeSpan> Processor { get; init; } = () => server.Processor;

    /// <summary>The processor time of a database that takes part so far.</summary>
    public Func<TimeSpan>? Database { get; init; }

    /// <summary>The median p99, in milliseconds.</summary>
    public double P99 => _runs.Select(run => run.P99).Median();

    /// <summary>Measures several as often as said, in turn, every other round the other way round.</summary>
    public static async Task Alternate(Contender[] all, int rounds, int seconds, int warmUp)
    {
        foreach (var one in all) await one.Run(warmUp);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in round % 2 == 0 ? all : all.Reverse()) await one.Measure(seconds);
        }
    }

    /// <summary>A figure of wrk's against that of another.</summary>
    public double Against(Contender baseline, Func<WrkResult, double> figure) =>
        _runs.Zip(baseline._runs, (mine, its) => figure(mine) / figure(its)).Median();

    /// <summary>Requests per second against another's.</summary>
    public double RequestsAgainst(Contender baseline) => Against(baseline, run => run.PerSecond);

    /// <summary>Processor time of a request, the database's included, against another's.</summary>
    public double ProcessorAgainst(Contender baseline) => Processors.Zip(baseline.Processors, (mine, its) => mine / its).Median();

    /// <summary>Prints what was measured.</summary>
    public void Print(Report report)
    {
        var rates = _runs.Select(run => run.PerSecond).ToArray();
        report.Figure(
            name, rates.Median(), "req/s",
            $"{rates.Min(),7:N0} to {rates.Max(),7:N0}, p50 {_runs.Select(run => run.P50).Median():F2} ms, p99 {P99:F2} ms, " +
            $"processor {_processor.Median():F1} us each{(Database is null ? "" : $", PostgreSQL {_database.Median():F1}")}");
    }

    private IEnumerable<double> Processors => _processor.Zip(_database, (own, its) => own + its);

    private Task<WrkResult> Run(int seconds) => Wrk.Run(server, script, seconds, Connections);

    private async Task Measure(int seconds)
    {
        var (before, databaseBefore) = (Processor(), DatabaseNow());
        var run = await Run(seconds);
        _processor.Add((Processor() - before).TotalMicroseconds / run.Requests);
        _database.Add((DatabaseNow() - databaseBefore).TotalMicroseconds / run.Requests);
        _runs.Add(run);
    }

    private TimeSpan DatabaseNow() => Database?.Invoke() ?? TimeSpan.Zero;
}
