using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// How JSON is written wherever a JSON writer writes it: compact, and only what JSON itself wants escaped is escaped. The
/// encoders that .NET brings escape everything above U+FFFF too.
/// </summary>
public sealed class JsonText : JavaScriptEncoder
{
    private static readonly SearchValues<char> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    private JsonText()
    {
    }

    /// <summary>The one encoder.</summary>
    public static JsonText Encoder { get; } = new();

    /// <summary>The writer's options.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = Encoder, MaxDepth = 512 };

    /// <summary>What a writer writes, as UTF-8.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options)) write(json);
        return bytes.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var all = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < textLength;)
        {
            var found = all[at..].IndexOfAny(MustEscape);
            if (found < 0) return -1;
            at += found;
            if (Rune.DecodeFromUtf16(all[at..], out var rune, out var length) != OperationStatus.Done || WillEncode(rune.Value)) return at;
            at += length;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
