using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Stores at a steady rate into one locker that many watch, each over a connection of its own, and one of whom never reads: how long after its
/// store an event is read, by all; and what a watcher costs. Before that the same with one watcher, against the stores' own time. An event's time is
/// that of its revision, which the store gets in the grain. Arguments: watchers (10,000), stores a second (100), seconds (20).
/// </summary>
internal sealed class WatchCommand : ICommand
{
    private const string Label = "watched";
    private const string Path = $"/registry/lockers/{Label}/watch";
    private const int MostBytes = 10_000;

    /// <inheritdoc/>
    public string Name => "watch";

    /// <inheritdoc/>
    public string Summary => "10,000 watchers of one locker at 100 stores/s: how late events are, and memory a watcher (1 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        if (args is ["--help", ..])
        {
            Console.WriteLine($"{Name} [watchers] [stores a second] [seconds]: {Summary}");
            return 0;
        }

        var report = new Report(Name);
        var (watchers, rate, seconds) = (args.Number(0, 10_000), args.Number(1, 100), args.Number(2, 20));
        using var node = await Server.StartNode($"--Lockers:MaxConnections={watchers + 500}", $"--Lockers:MaxWatchers={watchers + 10}");
        using (var open = new RawConnection(node.Port))
        {
            open.Post($"/registry/lockers/open/{Label}", []);
            open.Exchange();
        }

        await One(report, node, rate, seconds);
        await Bare(report, watchers);
        await Many(report, node, watchers, rate, seconds);
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    private static async Task One(Report report, Server node, int rate, int seconds)
    {
        using var watcher = await Watcher.Open(node.Port, Path);
        var reading = watcher.Read();
        await Store(node.Port, rate, 2);
        watcher.Latencies.Clear();
        var stores = await Store(node.Port, rate, seconds);
        await Task.Delay(500);
        var events = watcher.Latencies.ToArray();
        report.Figure("store, one after another: p99", stores.Quantile(0.99), "ms", $"p50 {stores.Median():F2}");
        report.Figure("store to event at one watcher: p99", events.Quantile(0.99), "ms", $"p50 {events.Median():F2}, {events.Length} events");
        report.AtMost("event's p99 above the store's own", events.Quantile(0.99) - stores.Quantile(0.99), "ms", 5);
        watcher.Dispose();
        await reading;
    }

    // What the server itself takes for a connection with a stream on it.
    private static async Task Bare(Report report, int count)
    {
        using var bare = await Server.StartBare();
        var (heap, resident) = await Memory(bare);
        var watchers = await Open(count, bare.Port, BareServerCommand.WatchPath);
        var (watched, with) = await Memory(bare);
        report.Figure("memory a stream of a bare Kestrel", (with - resident) / count, "bytes", $"managed {(watched - heap) / count:N0}");
        foreach (var watcher in watchers) watcher.Dispose();
    }

    private static async Task<Watcher[]> Open(int count, int port, string path)
    {
        var watchers = new Watcher[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (at, _) => watchers[at] = await Watcher.Open(port, path));
        return watchers;
    }

    private static async Task Many(Report report, Server node, int count, int rate, int seconds)
    {
        var (heap, resident) = await Memory(node);
        var watchers = await Open(count, node.Port, Path);
        using var silent = await Watcher.Open(node.Port, Path);
        var (watched, with) = await Memory(node);
        report.AtMost("memory a watcher, at rest", (with - resident) / count, "bytes", MostBytes, $"managed {(watched - heap) / count:N0}, {count} watchers");
        var readings = watchers.Select(watcher => watcher.Read()).ToArray();
        await Store(node.Port, rate, 2);
        foreach (var watcher in watchers) watcher.Latencies.Clear();
        var processor = node.Processor;
        var stores = await Store(node.Port, rate, seconds);
        processor = node.Processor - processor;
        await Task.Delay(2000);
        var events = watchers.SelectMany(watcher => watcher.Latencies).ToArray();
        report.AtMost("store to event, all watchers: p99", events.Quantile(0.99), "ms", 1000, $"p50 {events.Median():F0}, worst {events.Max():F0}");
        report.Figure("store meanwhile: p99", stores.Quantile(0.99), "ms", $"p50 {stores.Median():F2}");
        report.Figure("events a watcher", watchers.Average(watcher => watcher.Events), "", $"fewest {watchers.Min(watcher => watcher.Events)}");
        report.Check("every watcher has the last store", watchers.All(watcher => watcher.Last == watchers[0].Last && watcher.Last.Length > 0));
        report.Figure("processor", processor.TotalSeconds / seconds, "cores");
        report.AtMost("memory a watcher, under load", (node.Memory.Resident - resident) / count, "bytes", MostBytes);
        (watched, with) = await Memory(node);
        report.Figure("memory a watcher, after that", (with - resident) / count, "bytes", $"managed {(watched - heap) / count:N0}");
        foreach (var watcher in watchers) watcher.Dispose();
        await Task.WhenAll(readings);
    }

    // Resident is what the process takes of the machine; the managed heap, as it is after a collection of everything, is what it keeps there.
    private static async Task<(long Managed, long Resident)> Memory(Server server) => (await ManagedHeap.Collect(server.Id), server.Memory.Resident);

    // One store after another, each when it is due. The times that they took, in milliseconds.
    private static Task<List<double>> Store(int port, int rate, int seconds) => Task.Run(
        async () =>
        {
            using var connection = new RawConnection(port);
            var (times, begun) = (new List<double>(), Stopwatch.GetTimestamp());
            for (var number = 0; number < rate * seconds; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / rate) - Stopwatch.GetElapsedTime(begun);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                var start = Stopwatch.GetTimestamp();
                connection.Post($"/registry/lockers/{Label}/store/k,{number % 50}", "some text that a tester stores"u8);
                connection.Exchange();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return times;
        });

    /// <summary>A client that watches, with little of its own.</summary>
    private sealed class Watcher(Socket socket) : IDisposable
    {
        private static readonly ConcurrentBag<byte[]> Buffers = [];

        private byte[] _rest = [];

        /// <summary>How long after its store the first event of each piece that came was read, in milliseconds.</summary>
        public List<double> Latencies { get; } = [];

        public int Events { get; private set; }

        /// <summary>The time of the last event.</summary>
        public string Last { get; private set; } = "";

        public static async Task<Watcher> Open(int port, string path)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 * 1024 };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            var buffer = new byte[1024];
            for (var read = 0; buffer.AsSpan(0, read).IndexOf("hello"u8) < 0;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(read));
                if (received == 0) throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, read));
                read += received;
            }

            return new(socket);
        }

        public async Task Read()
        {
            try
            {
                while (true)
                {
                    await socket.ReceiveAsync(Memory<byte>.Empty);
                    if (!Buffers.TryTake(out var buffer)) buffer = new byte[64 * 1024];
                    var received = await socket.ReceiveAsync(buffer.AsMemory());
                    if (received == 0) return;
                    Note(buffer.AsSpan(0, received));
                    Buffers.Add(buffer);
                }
            }
            catch (SocketException)
            {
                // It is disposed.
            }
            catch (ObjectDisposedException)
            {
                // It is disposed.
            }
        }

        public void Dispose() => socket.Dispose();

        // An event may come in two pieces.
        private void Note(ReadOnlySpan<byte> piece)
        {
            ReadOnlySpan<byte> bytes = _rest.Length == 0 ? piece : [.. _rest, .. piece];
            var whole = bytes.LastIndexOf("\n\n"u8) + 2;
            _rest = whole < 2 ? [.. bytes] : [.. bytes[whole..]];
            if (whole >= 2) NoteWhole(bytes[..whole]);
        }

        private void NoteWhole(ReadOnlySpan<byte> bytes)
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var isFirst = true;
            for (var at = 0; bytes[at..].IndexOf("event: stored"u8) is var found and >= 0;)
            {
                at += found + 1;
                Events++;
                var time = bytes[at..].IndexOf("\"at\":\""u8);
                if (time < 0) break;
                var text = bytes[(at + time + 6)..];
                var end = text.IndexOf((byte)'"');
                if (end < 0) break;
                Last = Encoding.ASCII.GetString(text[..end]);
                if (isFirst) Latencies.Add((now - DateTime.Parse(Last, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)).TotalMilliseconds);
                isFirst = false;
            }
        }
    }
}
