using System.Security.Cryptography;
using System.Text;

namespace Lockers.Grains.Cluster;

/// <summary>
/// The name of a grain's journal: <c>kind.key</c>, at most 150 characters that mean the same to every storage, also to one that folds case or
/// ignores spaces at the end. <c>a</c> to <c>z</c>, digits, <c>.</c> and <c>-</c> stand for themselves; every other byte of the key's UTF-8 form
/// is <c>_</c> with two hexadecimal digits.
/// </summary>
internal static class JournalName
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 150;

    // No key that is whole has it: behind a '_' there is a digit.
    private const string Cut = "__";

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>The name of a grain's journal.</summary>
    /// <param name="kind">The grain's kind, a letter.</param>
    /// <param name="key">The grain's key.</param>
    public static string Of(string kind, string key)
    {
        var utf8 = Encoding.UTF8.GetBytes(key);
        var text = new StringBuilder(kind.ToLowerInvariant()).Append('.');
        foreach (var value in utf8)
        {
            if (value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-') text.Append((char)value);
            else text.Append('_').Append("0123456789abcdef"[value >> 4]).Append("0123456789abcdef"[value & 0xF]);
        }

        if (text.Length <= MaxLength) return text.ToString();

        // A longer one keeps its beginning, for people to read.
        text.Length = MaxLength - Cut.Length - HashLength;
        return text.Append(Cut).Append(Convert.ToHexStringLower(SHA256.HashData(utf8))).ToString();
    }
}
