using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockers.Benchmarks.Http.FanOut;

/// <summary>Many pods in one server: each is another address of the loopback network. Some can be made to hang.</summary>
internal sealed class ManyPods : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _port;
    private readonly int _count;
    private readonly int _hanging;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, long> _answered = [];
    private volatile bool _hang;
    private int _requests;

    private ManyPods(WebApplication app, int port, int count, int hanging) => (_app, _port, _count, _hanging) = (app, port, count, hanging);

    /// <summary>Their addresses. Those that may hang are spread among the others.</summary>
    public IEnumerable<string> Addresses => Enumerable.Range(0, _count).Select(i => $"127.1.{i / 250}.{(i % 250) + 1}:{_port}");

    /// <summary>Starts them.</summary>
    /// <param name="port">A free port.</param>
    /// <param name="count">How many.</param>
    /// <param name="hanging">How many of them hang when they are told to.</param>
    public static async Task<ManyPods> Start(int port, int count, int hanging)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://0.0.0.0:{port}");
        var pods = new ManyPods(app, port, count, hanging);
        app.Run(pods.Answer);
        await app.StartAsync();
        return pods;
    }

    /// <summary>Begins to count answers anew.</summary>
    /// <param name="hang">Whether those hang that may.</param>
    public void Reset(bool hang)
    {
        _hang = hang;
        lock (_gate)
        {
            _requests = 0;
            _answered.Clear();
        }
    }

    /// <summary>
    /// How many of those that never hang have answered, in how many requests, and when the last of them did for the first time, as
    /// <see cref="Stopwatch.GetTimestamp"/>.
    /// </summary>
    public (int Pods, int Requests, long Last) Answered()
    {
        lock (_gate) return (_answered.Count, _requests, _answered.Values.Max());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        if (MayHang(context.Connection.LocalIpAddress!))
        {
            if (_hang) await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.ContentLength = 0;
        lock (_gate)
        {
            _requests++;
            _answered.TryAdd(context.Connection.LocalIpAddress!, Stopwatch.GetTimestamp());
        }
    }

    private bool MayHang(IPAddress address)
    {
        var bytes = address.MapToIPv4().GetAddressBytes();
        return ((bytes[2] * 250) + bytes[3] - 1) % (_count / _hanging) == 0;
    }
}
