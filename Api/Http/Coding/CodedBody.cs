using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Http.Coding;

/// <summary>
/// The body of an answer that is compressed, or put into lines, on its way. It takes the place of the server's own for the one answer, from when
/// that begins to be written until <see cref="CompleteAsync"/>.
/// </summary>
internal sealed class CodedBody : IHttpResponseBodyFeature, IAsyncDisposable
{
    private readonly IHttpResponseBodyFeature _server;
    private readonly CompressingStream? _compressing;
    private readonly OpenCodings _open;
    private bool _isEnded;

    private CodedBody(HttpContext context, IHttpResponseBodyFeature server, OpenCodings open, ContentCoding coding, bool isPretty)
    {
        (_server, _open) = (server, open);
        if (coding != ContentCoding.None) _compressing = new(context, coding, server.Stream);
        Stream = _compressing ?? server.Stream;
        if (isPretty) Stream = new IndentingStream(Stream);
        Writer = PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    /// <summary>
    /// Compresses the answer that is about to be written, where the client accepts that, or puts it into lines, where it asks for that. The answer's type
    /// and status are set.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="isJson">Whether the answer is valid JSON, which alone is put into lines.</param>
    /// <returns>Whether it is either; the answer's length is not known then.</returns>
    public static bool Begin(HttpContext context, bool isJson)
    {
        var (request, response) = (context.Request, context.Response);
        var isPretty = isJson && IsPretty(request);
        var coding = response.StatusCode == StatusCodes.Status200OK && !IsOfEvents(response) ? ContentCodings.Of(request) : ContentCoding.None;
        var open = context.RequestServices.GetRequiredService<OpenCodings>();
        if (coding != ContentCoding.None && !open.TryBegin()) coding = ContentCoding.None;
        if (coding == ContentCoding.None && !isPretty) return false;
        if (coding != ContentCoding.None) response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var body = new CodedBody(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), open, coding, isPretty);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        response.RegisterForDisposeAsync(body);
        return true;
    }

    /// <summary>Whether a request asks for lines.</summary>
    public static bool IsPretty(HttpRequest request) => request.QueryString.HasValue && Query.Flag(request, "pretty");

    /// <summary>Whether the answer is being coded.</summary>
    public static bool IsOf(HttpContext context) => context.Features.Get<IHttpResponseBodyFeature>() is CodedBody;

    /// <summary>Writes the end of an answer that is coded.</summary>
    public static Task Finish(HttpContext context) =>
        context.Features.Get<IHttpResponseBodyFeature>() is CodedBody body ? body.End() : Task.CompletedTask;

    public async Task CompleteAsync()
    {
        await End();
        await _server.CompleteAsync();
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Writer.FlushAsync(cancellationToken).AsTask();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <summary>Lets go of an answer that was broken off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        await Writer.CompleteAsync(new OperationCanceledException());
        if (_compressing is not null) await _compressing.GiveUp();
        Release();
    }

    // A stream of events is held open for what comes next, and compressing would hold that back.
    private static bool IsOfEvents(HttpResponse response) => response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;

    private async Task End()
    {
        if (_isEnded) return;
        await Writer.CompleteAsync();
        if (_compressing is not null) await _compressing.End();
        Release();
    }

    private void Release()
    {
        if (_isEnded) return;
        _isEnded = true;
        if (_compressing is not null) _open.End();
    }
}
