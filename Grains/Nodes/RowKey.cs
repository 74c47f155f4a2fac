using System.Security.Cryptography;
using System.Text;

namespace Lockers.Grains.Nodes;

/// <summary>
/// The key of a grain's rows in a storage: <c>kind:name</c>. A storage may take characters of a key for its own: Orleans' AdoNet
/// provider formats with it, takes what looks like a number or a GUID for one, and holds 512 characters; others fold case or
/// ignore spaces at the end. So only <c>a</c> to <c>z</c>, digits, <c>.</c> and <c>-</c> stand for themselves, every other byte
/// of the UTF-8 form is <c>_</c> with two hexadecimal digits, and the kind in front begins with what no number does.
/// </summary>
internal static class RowKey
{
    private const int MaxLength = 400;

    /// <summary>How much of a longer key is kept for people to read.</summary>
    private const int ReadableLength = 200;

    /// <summary>The key of a grain's rows.</summary>
    /// <param name="kind">The grain's kind, a capital letter beyond F.</param>
    /// <param name="key">The grain's key.</param>
    public static GrainId Of(string kind, string key) => GrainId.Create(GrainStates.Storage, Text(kind, key));

    private static string Text(string kind, string key)
    {
        var utf8 = Encoding.UTF8.GetBytes(key);
        var text = new StringBuilder(kind).Append(':');
        foreach (var value in utf8)
        {
            if (value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-') text.Append((char)value);
            else text.Append('_').Append("0123456789abcdef"[value >> 4]).Append("0123456789abcdef"[value & 0xF]);
        }

        if (text.Length <= MaxLength) return text.ToString();
        // A second ':' tells it from every key that is whole.
        return text.Remove(ReadableLength, text.Length - ReadableLength).Append(':')
            .Append(Convert.ToHexStringLower(SHA256.HashData(utf8))).ToString();
    }
}
