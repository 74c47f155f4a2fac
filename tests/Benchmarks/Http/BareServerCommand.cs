using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// What a node's store, get and watch are compared with: a Kestrel minimal API that reads and writes the same bytes and does
/// nothing else. It has the node's server settings, and no logging.
/// </summary>
internal sealed class BareServerCommand : ICommand
{
    /// <summary>The argument that starts it.</summary>
    public const string Word = "bare";

    /// <summary>Where it stores, before the last key.</summary>
    public const string StorePath = "/bare/bench/store/A,";

    /// <summary>Where it answers, before the last key.</summary>
    public const string GetPath = "/bare/bench/get/A,";

    /// <summary>Where it streams: it says hello, and then nothing until the client goes.</summary>
    public const string WatchPath = "/bare/bench/watch";

    private static readonly byte[] Hello = Encoding.UTF8.GetBytes("event: hello\ndata: {}\n\n");
    private static readonly byte[] Stored = Encoding.UTF8.GetBytes("Data stored in labeled locker bench for path [A k000]\n");
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(new string('v', 200));

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public string Summary => "";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        await using var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{args[0]}");
        app.MapPost("/bare/{label}/store/{**path}", Store);
        app.MapGet("/bare/{label}/get/{**path}", Get);
        app.MapGet("/bare/{label}/watch", Watch);
        await app.RunAsync();
        return 0;
    }

    private static async Task Store(HttpContext context)
    {
        var body = GC.AllocateUninitializedArray<byte>((int)context.Request.ContentLength!.Value);
        await context.Request.Body.ReadExactlyAsync(body);
        GC.KeepAlive(body);
        Answer(context, Stored);
    }

    private static Task Get(HttpContext context)
    {
        Answer(context, Text);
        return Task.CompletedTask;
    }

    private static async Task Watch(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(Hello);
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Answer(HttpContext context, byte[] body)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
