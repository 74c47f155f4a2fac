using System.IO.Compression;

namespace Lockers.Api.Http.Coding;

/// <summary>
/// Compresses an answer at the fastest level, if it is long enough: that is known when its first part is written, of which a short one has no
/// more. Only then do headers say so. A flush lets through all that was written.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="coding">How.</param>
/// <param name="target">Where to.</param>
internal sealed class CompressingStream(HttpContext context, ContentCoding coding, Stream target) : WriteOnlyStream
{
    private readonly Sink _sink = new(target);
    private Stream? _chosen;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return default;
        return (_chosen ??= Choose(buffer.Length)).WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => (_chosen ?? target).FlushAsync(cancellationToken);

    /// <summary>Writes what is held back, and the end.</summary>
    public ValueTask End() => _chosen is null || _chosen == target ? default : _chosen.DisposeAsync();

    /// <summary>Gives up what is held back, where the answer was broken off.</summary>
    public ValueTask GiveUp()
    {
        _sink.IsClosed = true;
        return End();
    }

    private Stream Choose(int first)
    {
        if (first < ContentCodings.LeastBytes) return target;
        var headers = context.Response.Headers;
        var name = coding == ContentCoding.Gzip ? ContentCodings.Gzip : ContentCodings.Brotli;
        headers.ContentEncoding = name;
        ETags.SetCoded(headers, name);
        return coding == ContentCoding.Gzip
            ? new GZipStream(_sink, CompressionLevel.Fastest, leaveOpen: true)
            : new BrotliStream(_sink, CompressionLevel.Fastest, leaveOpen: true);
    }

    // What compresses writes its end when it is let go, and must not do so behind an answer that was broken off.
    private sealed class Sink(Stream target) : WriteOnlyStream
    {
        public bool IsClosed { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            IsClosed ? default : target.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => IsClosed ? Task.CompletedTask : target.FlushAsync(cancellationToken);
    }
}
