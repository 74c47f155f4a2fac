using System.Globalization;

namespace Lockers.Benchmarks.Http;

/// <summary>Prints a command's figures as they come, each with its target where it has one, and remembers what was missed.</summary>
internal sealed class Report
{
    private readonly TextWriter _out = Console.Out;
    private int _missed;

    public Report(string title)
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        _out.WriteLine($"{title}  ({Environment.ProcessorCount} cores, load {load} at the start)");
    }

    /// <summary>0, or 3 when a target was missed.</summary>
    public int ExitCode => _missed == 0 ? 0 : 3;

    /// <summary>A figure without a target.</summary>
    public void Figure(string name, double value, string unit, string note = "") => Line(name, value, unit, note);

    /// <summary>A figure that should be at most so much.</summary>
    public void AtMost(string name, double value, string unit, double limit, string note = "") =>
        Judge(name, value, unit, value <= limit, string.Create(CultureInfo.InvariantCulture, $"at most {limit:0.###}"), note);

    /// <summary>A figure that should be at least so much.</summary>
    public void AtLeast(string name, double value, string unit, double limit, string note = "") =>
        Judge(name, value, unit, value >= limit, string.Create(CultureInfo.InvariantCulture, $"at least {limit:0.###}"), note);

    /// <summary>Something that must be so.</summary>
    public void Check(string name, bool holds, string note = "")
    {
        if (!holds) _missed++;
        _out.WriteLine($"  {name,-44}{(holds ? "yes" : "NO"),15}  {note}");
    }

    private void Judge(string name, double value, string unit, bool met, string target, string note)
    {
        if (!met) _missed++;
        Line(name, value, unit, $"{(met ? "ok" : "MISSED")} ({target}) {note}");
    }

    private void Line(string name, double value, string unit, string rest)
    {
        var format = Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "F0", >= 10 => "F1", _ => "F2" };
        _out.WriteLine($"  {name,-44}{value.ToString(format, CultureInfo.InvariantCulture),8} {unit,-7} {rest}".TrimEnd());
    }
}
