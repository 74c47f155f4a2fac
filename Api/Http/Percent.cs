using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Lockers.Api.Http;

/// <summary>Percent-decoding of what stands in a URI. A <c>%</c> that encodes nothing stands for itself.</summary>
internal static class Percent
{
    /// <summary>The bytes that a piece of a URI stands for.</summary>
    /// <param name="text">The piece as it came.</param>
    /// <exception cref="ProblemException">They are not UTF-8.</exception>
    public static byte[] DecodeUtf8(ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (Ascii.IsValid(text) && !text.Contains('%'))
        {
            var plain = GC.AllocateUninitializedArray<byte>(text.Length);
            Ascii.FromUtf16(text, plain, out _);
            return plain;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var length = Decode(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
            if (!Utf8.IsValid(buffer.AsSpan(0, length)))
                throw ProblemException.BadRequest($"'{Shorten(text)}' is not UTF-8 once it is percent-decoded.");
            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The text that a piece of a URI stands for.</summary>
    /// <exception cref="ProblemException">It is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<char> text) => Encoding.UTF8.GetString(DecodeUtf8(text));

    private static string Shorten(ReadOnlySpan<char> text) => text.Length <= 64 ? text.ToString() : $"{text[..64]}…";

    private static int Decode(Span<byte> bytes)
    {
        var to = 0;
        for (var from = 0; from < bytes.Length; from++, to++)
        {
            if (bytes[from] == '%' && from + 2 < bytes.Length && IsHex(bytes[from + 1]) && IsHex(bytes[from + 2]))
            {
                bytes[to] = (byte)((Hex(bytes[from + 1]) << 4) | Hex(bytes[from + 2]));
                from += 2;
            }
            else
            {
                bytes[to] = bytes[from];
            }
        }

        return to;
    }

    private static bool IsHex(byte c) => char.IsAsciiHexDigit((char)c);

    private static int Hex(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
