using System.IO.Compression;
using System.Security.Cryptography;

namespace Lockers.Api.Page;

/// <summary>One file of the page, with its compressed forms: each is made once, when a browser first asks for it.</summary>
/// <param name="name">The path below <c>/ui/</c>.</param>
/// <param name="bytes">The content.</param>
internal sealed class PageFile(string name, byte[] bytes)
{
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
    private readonly Lazy<byte[]> _brotli = new(() => Compress(bytes, output => new BrotliStream(output, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(bytes, output => new GZipStream(output, CompressionLevel.SmallestSize)));

    /// <summary>The media type, by the name's ending.</summary>
    public string ContentType { get; } = Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>The content in an encoding.</summary>
    /// <param name="encoding"><c>br</c>, <c>gzip</c>, or null for none.</param>
    public ReadOnlyMemory<byte> Content(string? encoding) => encoding switch
    {
        "br" => _brotli.Value,
        "gzip" => _gzip.Value,
        _ => bytes,
    };

    /// <summary>The strong entity tag of that content, in quotation marks: each encoding has one of its own.</summary>
    public string ETag(string? encoding) => encoding is null ? $"\"{_hash}\"" : $"\"{_hash}-{encoding}\"";

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> by)
    {
        var compressed = new MemoryStream();
        using (var stream = by(compressed)) stream.Write(bytes);
        return compressed.ToArray();
    }
}
