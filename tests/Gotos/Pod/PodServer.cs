using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Gotos.Pod;

/// <summary>A server on a port of loopback, with one function that answers.</summary>
internal sealed class PodServer : IAsyncDisposable
{
    private const int MaxBody = 1024 * 1024;
    private const int MaxCalls = 100_000;
    private readonly WebApplication _app;
    private readonly List<PodCall> _calls = [];

    private PodServer(WebApplication app) => _app = app;

    /// <summary>What was asked so far, the traffic of others left out.</summary>
    public IReadOnlyList<PodCall> Calls
    {
        get
        {
            lock (_calls) return [.. _calls];
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port.</param>
    /// <param name="label">The peer's label, which every answer bears.</param>
    /// <param name="answer">Answers a method, a target and a body.</param>
    public static async Task<PodServer> Start(int port, string label, Func<PodRequest, Task<PodAnswer>> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        var app = builder.Build();
        var server = new PodServer(app);
        app.Run(context => server.Serve(context, label, answer));
        await app.StartAsync();
        return server;
    }

    /// <summary>Stops at once: whatever is asked now gets no answer.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task Serve(HttpContext context, string label, Func<PodRequest, Task<PodAnswer>> answer)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var given = await answer(new(context.Request.Method, target, body, context.Request));
        lock (_calls)
        {
            if (!given.IsTraffic && _calls.Count < MaxCalls) _calls.Add(new(context.Request.Method, target, body, given.Status));
        }

        if (given.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = given.Status;
        context.Response.Headers["Via-Goto"] = Uri.EscapeDataString(label);
        context.Response.ContentType = given.Type;
        await context.Response.WriteAsync(given.Text, context.RequestAborted);
    }
}
