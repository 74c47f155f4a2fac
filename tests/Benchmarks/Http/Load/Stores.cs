using System.Diagnostics;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>
/// Puts many texts into a node, as any client could: over several connections, 64 requests sent at once on each. The node
/// serves those one after the other, so where a store waits for a database, it takes more connections.
/// </summary>
internal static class Stores
{
    /// <summary>Connections that keep a database busy.</summary>
    public const int DurableConnections = 128;

    private const int Connections = 8;
    private const int Pipelined = 64;

    /// <summary>Stores as many texts as asked for; gives the time it took.</summary>
    /// <param name="port">The node's.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">The request target of each.</param>
    /// <param name="text">The text of each.</param>
    /// <param name="connections">Over how many connections.</param>
    public static async Task<TimeSpan> Fill(
        int port, int count, Func<int, string> target, Func<int, byte[]> text, int connections = Connections)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Factory.StartNew(
            () => FillPart(port, PartStart(connection), PartStart(connection + 1), target, text),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return Stopwatch.GetElapsedTime(start);

        int PartStart(int part) => (int)((long)count * part / connections);
    }

    private static void FillPart(int port, int from, int to, Func<int, string> target, Func<int, byte[]> text)
    {
        using var connection = new RawConnection(port);
        for (var next = from; next < to;)
        {
            for (var i = 0; i < Pipelined && next < to; i++, next++) connection.Post(target(next), text(next));
            connection.Exchange();
        }
    }
}
