using System.Diagnostics;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>
/// Sends what instances send, each at its own times: a reminder every 5 s, a report of each target every 4 s. The times are set beforehand and
/// spread evenly, so that a node that is slow is not asked less.
/// </summary>
internal sealed class PeerLoad
{
    private const int RemindMilliseconds = 5000;
    private const int ReportMilliseconds = 4000;
    private readonly PeerInstance[] _instances;
    private readonly PeerConnection[] _http1;
    private readonly PeerConnection[] _reports;
    private readonly byte[] _room = new byte[16 * 1024];

    public PeerLoad(PeerInstance[] instances, PeerNodes nodes, PeerLatencies latencies)
    {
        _instances = instances;
        _http1 = [.. instances.Select(_ => new Http1PeerConnection(nodes, latencies))];
        _reports = [.. instances.Select((instance, n) => instance.IsHttp2 ? new Http2PeerConnection(nodes, latencies) : _http1[n])];
    }

    /// <summary>How much later than due a request was sent, at most since it was asked last: what the generator itself adds.</summary>
    public TimeSpan Late { get; private set; }

    /// <summary>How many requests were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Requests that are not answered yet.</summary>
    public int Pending => _http1.Sum(one => one.Pending) + _reports.Where((one, n) => one != _http1[n]).Sum(one => one.Pending);

    /// <summary>What is offered, in requests per second.</summary>
    public double Offered => _instances.Length * ((1000.0 / RemindMilliseconds) + (PeerInstance.Targets * 1000.0 / ReportMilliseconds));

    /// <summary>Sends until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        for (var slot = 0; !stop.IsCancellationRequested; slot++)
        {
            // What was missed while others had the processor is sent at once.
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < slot) await Task.Delay(1, CancellationToken.None);
            var due = start + (slot * Stopwatch.Frequency / 1000);
            foreach (var number in Numbers(_instances.Length, RemindMilliseconds, slot)) Send(_http1, number, PeerRequest.Reminder, due);
            foreach (var number in Numbers(_instances.Length * PeerInstance.Targets, ReportMilliseconds, slot))
                Send(_reports, number % _instances.Length, number / _instances.Length, due);
            var late = Stopwatch.GetElapsedTime(due);
            if (late > Late) Late = late;
        }
    }

    /// <summary>Forgets how late it was.</summary>
    public void ForgetLate() => Late = TimeSpan.Zero;

    /// <summary>Closes all connections.</summary>
    public void Close()
    {
        foreach (var connection in _http1.Concat(_reports)) connection.Close();
    }

    // Which of so many, that come once in a period, come in this millisecond of it.
    private static IEnumerable<int> Numbers(int count, int period, int slot)
    {
        var at = slot % period;
        var end = (int)((long)(at + 1) * count / period);
        for (var number = (int)((long)at * count / period); number < end; number++) yield return number;
    }

    private void Send(PeerConnection[] connections, int number, int target, long due)
    {
        var instance = _instances[number];
        var count = target == PeerRequest.Reminder ? 0 : ++instance.Sent[target];
        connections[number].Send(new(instance, target, count, due), _room);
        Sent++;
    }
}
