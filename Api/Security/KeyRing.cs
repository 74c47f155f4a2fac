using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>The keys that the configuration names, by their hashes.</summary>
internal sealed class KeyRing
{
    private readonly (byte[] Hash, KnownKey Key)[] _keys;

    public KeyRing(IOptions<AuthOptions> options)
    {
        _keys = [.. options.Value.Keys.Select(key => (Key.ParseHash(key.Hash)!, new KnownKey(key.Name, Held(key.Roles))))];
        Anonymous = options.Value.Anonymous == AnonymousAccess.Read ? KnownKey.Nobody(Role.Read) : null;
    }

    /// <summary>Whether there are keys; without any, nothing is asked for.</summary>
    public bool HasKeys => _keys.Length > 0;

    /// <summary>What requests without a key are taken for; null where they are refused.</summary>
    public KnownKey? Anonymous { get; }

    /// <summary>
    /// The key that a client has sent, or null. It is compared with every hash, and each whole: how long that takes tells nothing of them.
    /// </summary>
    /// <param name="sent">What was sent, of any length.</param>
    public KnownKey? Find(ReadOnlySpan<byte> sent)
    {
        if (sent.Length != Key.Length) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sent, hash);
        KnownKey? found = null;
        foreach (var (known, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found = key;
        }

        return found;
    }

    private static Role Held(string roles) =>
        Roles.Closure(roles.Split(',').Aggregate(Role.Anonymous, (held, role) => held | Roles.Parse(role)!.Value));
}

/// <summary>A key that was recognised, or who has none.</summary>
internal sealed class KnownKey
{
    public KnownKey(string name, Role held)
        : this(new ClaimsIdentity(KeyHandler.Scheme), name, held) => Identity.AddClaim(new(ClaimTypes.Name, name));

    private KnownKey(ClaimsIdentity identity, string name, Role held)
    {
        (Name, Held, Identity) = (name, held, identity);
        foreach (var role in Roles.All.Where(role => held.HasFlag(role))) identity.AddClaim(new(identity.RoleClaimType, Roles.Name(role)));
        Principal = new(identity);
    }

    /// <summary>Its name; several keys may have it.</summary>
    public string Name { get; }

    /// <summary>Its roles, and those that they include.</summary>
    public Role Held { get; }

    /// <summary>What authorization sees. Nothing changes it.</summary>
    public ClaimsPrincipal Principal { get; }

    private ClaimsIdentity Identity { get; }

    /// <summary>Who sends no key, and may do something all the same.</summary>
    public static KnownKey Nobody(Role held) => new(new ClaimsIdentity(), "", held);
}
