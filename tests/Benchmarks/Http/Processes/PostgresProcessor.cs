using System.Globalization;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>The processor time of a PostgreSQL server on this machine: of its first process, and of all that this one started.</summary>
internal sealed class PostgresProcessor
{
    // In which the kernel tells it, whatever it counts in.
    private const double TicksPerSecond = 100;

    private readonly int _postmaster;

    private PostgresProcessor(int postmaster) => _postmaster = postmaster;

    /// <summary>The time so far, on all cores, to 10 ms for each process.</summary>
    public TimeSpan Total
    {
        get
        {
            var ticks = 0L;
            foreach (var folder in Directory.GetDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) ticks += Ticks(id);
            }

            return TimeSpan.FromSeconds(ticks / TicksPerSecond);
        }
    }

    /// <summary>The processor time of the server.</summary>
    public static async Task<PostgresProcessor> Of(PrivatePostgres postgres)
    {
        var postmaster = await postgres.Query(@"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)");
        return new(int.Parse(postmaster, CultureInfo.InvariantCulture));
    }

    private long Ticks(int id)
    {
        try
        {
            // Behind the name, which may hold anything: state, parent, ... user and system time, those of children that ended.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (id == _postmaster) return Sum(fields[11..15]);
            return fields[1] == _postmaster.ToString(CultureInfo.InvariantCulture) ? Sum(fields[11..13]) : 0;
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }

    private static long Sum(string[] fields) => fields.Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
}
