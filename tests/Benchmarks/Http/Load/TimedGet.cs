using System.Diagnostics;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>A GET whose answer is read as fast as it comes and thrown away.</summary>
/// <param name="FirstByte">Seconds from asking to the first byte of the body.</param>
/// <param name="Whole">Seconds from asking to the last.</param>
/// <param name="Bytes">How many the body has.</param>
internal sealed record TimedGet(double FirstByte, double Whole, long Bytes)
{
    /// <summary>Runs one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="coding">How the answer is to be compressed; null for not at all. The bytes are those that are sent.</param>
    public static async Task<TimedGet> Run(Server server, string path, string? coding = null)
    {
        var buffer = new byte[256 * 1024];
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (coding is not null) request.Headers.Add("Accept-Encoding", coding);
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        long bytes = await body.ReadAsync(buffer);
        var first = Stopwatch.GetElapsedTime(start);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;) bytes += read;
        return new(first.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, bytes);
    }

    /// <summary>The same several times.</summary>
    public static async Task<List<TimedGet>> Run(Server server, string path, int times, string? coding = null)
    {
        var runs = new List<TimedGet>();
        for (var i = 0; i < times; i++) runs.Add(await Run(server, path, coding));
        return runs;
    }
}
