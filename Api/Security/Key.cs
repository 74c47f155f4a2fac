using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Lockers.Api.Security;

/// <summary>The form of keys, <c>lk_</c> and 256 random bits as 43 characters of base64url, and of their hashes.</summary>
internal static class Key
{
    /// <summary>How many characters a key has.</summary>
    public const int Length = 46;

    private const string Start = "lk_";
    private const string HashStart = "sha256:";

    /// <summary>A new key.</summary>
    public static string New() => Start + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash of a key, as the configuration has it.</summary>
    public static string Hash(string key) => HashStart + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));

    /// <summary>The bytes of a hash; null where it is none.</summary>
    public static byte[]? ParseHash(string hash)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        if (!hash.StartsWith(HashStart, StringComparison.OrdinalIgnoreCase) || hash.Length != HashStart.Length + (2 * bytes.Length)) return null;
        return Convert.FromHexString(hash.AsSpan(HashStart.Length), bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    /// <summary>Whether a text looks like a key.</summary>
    public static bool IsLike(string text) => text.StartsWith(Start, StringComparison.Ordinal);
}
