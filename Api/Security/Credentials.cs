using System.Text;

namespace Lockers.Api.Security;

/// <summary>
/// Finds the key that a request brings: <c>X-Api-Key: key</c>, <c>Authorization: Bearer key</c> or <c>Authorization: Basic name:key</c>, in this
/// order. Allocates nothing, and keeps nothing of what was sent.
/// </summary>
internal static class Credentials
{
    /// <summary>The header that holds a key and nothing else.</summary>
    public const string ApiKey = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // The longest name, a colon and a key, as base64, and more.
    private const int MaxLength = 256;

    /// <summary>The key of a request; where it brings none, what such a request is taken for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keys">The keys that there are.</param>
    /// <param name="form">How a key was sent.</param>
    /// <returns>Null where nothing may be done: none was sent, or one that is not known, or not under its name.</returns>
    public static KnownKey? Find(HttpRequest request, KeyRing keys, out CredentialForm form)
    {
        form = CredentialForm.None;
        var apiKey = request.Headers[ApiKey];
        if (apiKey.Count > 0)
        {
            form = CredentialForm.Bare;
            return apiKey.Count == 1 ? Bare(apiKey[0], keys) : null;
        }

        var authorization = request.Headers.Authorization;
        if (authorization.Count == 0 || authorization is [null or ""]) return keys.Anonymous;
        form = CredentialForm.Basic;
        if (authorization is not [{ } one]) return null;
        if (one.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return NameAndKey(one.AsSpan(Basic.Length).Trim(), keys);
        form = CredentialForm.Bare;
        return one.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? Bare(one.AsSpan(Bearer.Length).Trim(), keys) : null;
    }

    private static KnownKey? Bare(ReadOnlySpan<char> sent, KeyRing keys)
    {
        if (sent.Length != Key.Length) return null;
        Span<byte> key = stackalloc byte[Key.Length];
        return Encoding.UTF8.TryGetBytes(sent, key, out var length) ? keys.Find(key[..length]) : null;
    }

    private static KnownKey? NameAndKey(ReadOnlySpan<char> sent, KeyRing keys)
    {
        Span<byte> both = stackalloc byte[MaxLength];
        if (sent.Length > MaxLength || !Convert.TryFromBase64Chars(sent, both, out var length)) return null;
        both = both[..length];
        var colon = both.IndexOf((byte)':');
        if (colon < 0 || keys.Find(both[(colon + 1)..]) is not { } known) return null;
        return Ascii.Equals(both[..colon], known.Name) ? known : null;
    }
}

/// <summary>How a request brings a key.</summary>
internal enum CredentialForm
{
    /// <summary>It brings none.</summary>
    None,

    /// <summary>With a name, as browsers and URLs with a user do.</summary>
    Basic,

    /// <summary>The key alone, as programs do.</summary>
    Bare,
}
