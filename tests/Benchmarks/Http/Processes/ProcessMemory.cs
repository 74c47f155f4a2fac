using System.Globalization;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>The resident memory of a process, as the kernel counts it.</summary>
internal sealed class ProcessMemory(int id)
{
    /// <summary>Bytes now.</summary>
    public long Resident => Read("VmRSS:");

    /// <summary>The most bytes since <see cref="ForgetPeak"/>: exact, where samples would miss short peaks.</summary>
    public long Peak => Read("VmHWM:");

    /// <summary>Sets the peak to what is resident now.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{id}/clear_refs", "5");

    private long Read(string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var kilobytes = line[name.Length..].Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(kilobytes, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }
}
