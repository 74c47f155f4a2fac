using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// 1,000,000 keys that expire, 1,000 x 1,000 with 100 bytes of text each: what they take beyond as many that do not, and what stores into the
/// same locker see of it when 100,000 of them expire at one moment.
/// Arguments: keys (1,000,000), how many expire at once (100,000), seconds until then (40).
/// </summary>
internal sealed class ExpiryCommand : ICommand
{
    private const int Width = 1000;
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static readonly string Text = new('v', 100);

    /// <inheritdoc/>
    public string Name => "expiry";

    /// <inheritdoc/>
    public string Summary => "1,000,000 keys that expire, 100,000 of them at once: memory, and stores meanwhile (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var (keys, atOnce, seconds) = (args.Number(0, 1_000_000), args.Number(1, 100_000), args.Number(2, 40));
        using var wrk = new Wrk();
        using var node = await Server.StartNode();
        var script = wrk.Script("POST", "/registry/lockers/expiring/store/live,");
        await Load(node, "permanent", keys, _ => null);
        var before = await ManagedHeap.Collect(node.Id);
        await Load(node, "permanent2", keys, _ => null);
        var permanent = await ManagedHeap.Collect(node.Id) - before;
        var (soon, late) = (Now.AddSeconds(seconds), Now.AddHours(1));
        before = await ManagedHeap.Collect(node.Id);
        await Load(node, "expiring", keys, number => number < atOnce ? soon : late);
        var expiring = await ManagedHeap.Collect(node.Id) - before;
        report.Figure("a key that does not expire, managed", permanent / (double)keys, "B");
        report.AtMost("one that expires, managed, more", (expiring - permanent) / (double)keys, "B", 24);
        report.Check("nothing has expired when the stores begin", Now < soon.AddSeconds(-6), "else give it more seconds");
        var alone = await Wrk.Run(node, script, seconds: 4);
        report.Figure("stores alone: p99", alone.P99, "ms", $"{alone.PerSecond:N0} req/s");
        await Task.Delay(Until(soon) - TimeSpan.FromSeconds(1));
        var stores = Wrk.Run(node, script, seconds: 5);
        var gone = Gone(node, keys - atOnce, soon);
        var during = await stores;
        report.AtMost("stores while many expire: p99", during.P99, "ms", 20, $"{during.PerSecond:N0} req/s");
        report.Figure("all that expired are removed after", (await gone).TotalSeconds, "s");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    private static TimeSpan Until(DateTime time) => time - Now is var left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);

    // The counts of a locker are those of what is not removed yet; the stores add 1,000 keys.
    private static async Task<TimeSpan> Gone(Server node, int left, DateTime soon)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1);)
        {
            using var labels = JsonDocument.Parse(await node.Client.GetStringAsync("/registry/lockers/labels?detailed=y"));
            var keys = labels.RootElement.EnumerateArray().First(item => item.GetProperty("label").GetString() == "expiring").GetProperty("keys").GetInt64();
            if (keys <= left + Width) return Now - soon;
            await Task.Delay(10);
        }

        throw new InvalidOperationException("What has expired is not removed.");
    }

    private static async Task Load(Server node, string label, int keys, Func<int, DateTime?> expires)
    {
        using var content = new LockerDump(keys, expires);
        using var answer = await node.Client.PostAsync($"/registry/lockers/{label}/load", content);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class LockerDump(int keys, Func<int, DateTime?> expires) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await Write("{\"dataLocker\":{\"active\":true,\"locker\":{");
            for (var upper = 0; upper * Width < keys; upper++)
            {
                var level = new StringBuilder(upper == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"k{upper:D3}\":{{\"data\":\"\",\"subKeys\":{{");
                for (var lower = 0; lower < Math.Min(Width, keys - (upper * Width)); lower++)
                {
                    if (lower > 0) level.Append(',');
                    level.Append(CultureInfo.InvariantCulture, $"\"k{lower:D3}\":{{\"data\":\"{Text}\"");
                    if (expires((upper * Width) + lower) is { } time) level.Append(CultureInfo.InvariantCulture, $",\"expires\":\"{time:yyyy-MM-ddTHH:mm:ss.fffffff}Z\"");
                    level.Append('}');
                }

                await Write(level.Append("}}").ToString());
            }

            await Write("}}}");

            Task Write(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
