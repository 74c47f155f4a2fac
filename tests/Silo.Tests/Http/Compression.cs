using System.IO.Compression;
using System.Text;

namespace Lockers.Silo.Tests.Http;

/// <summary>Compresses what tests send.</summary>
internal static class Compression
{
    /// <summary>The text in a coding that <c>Content-Encoding</c> may name.</summary>
    public static byte[] Of(string coding, string text)
    {
        var bytes = new MemoryStream();
        using (Stream compressing = coding.ToLowerInvariant() switch
        {
            "br" => new BrotliStream(bytes, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(bytes, CompressionLevel.Fastest),
            _ => new GZipStream(bytes, CompressionLevel.Fastest),
        })
        {
            compressing.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
