using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>
/// Says everything that is wrong with the keys, at once. No value is shown: somebody may have put a key where its hash belongs.
/// </summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    private const int MaxName = 64;
    private const int MaxKeys = 1000;

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var errors = new List<string>();
        var hashes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var n = 0; n < options.Keys.Count; n++)
        {
            var (key, place) = (options.Keys[n], $"{SecurityExtensions.AuthSection}:Keys:{n}");
            if (!IsName(key.Name)) errors.Add($"{place}:Name must be 1 to {MaxName} letters, digits, '.', '_' and '-'.");
            if (Key.ParseHash(key.Hash) is null)
                errors.Add($"{place}:Hash must be sha256: and 64 hexadecimal digits, as the argument keygen prints it{(Key.IsLike(key.Hash) ? "; it is a key itself" : "")}.");
            else if (!hashes.TryAdd(key.Hash, place))
                errors.Add($"{place}:Hash is that of {hashes[key.Hash]} too; a key has one entry.");
            if (!AreRoles(key.Roles)) errors.Add($"{place}:Roles must be some of {Roles.Names}, with ',' between them.");
        }

        if (options.Keys.Count > MaxKeys) errors.Add($"{SecurityExtensions.AuthSection}:Keys has {options.Keys.Count} keys; the limit is {MaxKeys}.");
        if (options.SaysAnonymous && !options.IsOn)
        {
            errors.Add(
                $"{SecurityExtensions.AuthSection}:Anonymous is set, and there is no key: without one everybody may do everything. "
                + $"Make one with the arguments keygen NAME ROLE, and name it in {SecurityExtensions.AuthSection}:Keys:0.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>Whether a key may have that name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '_' or '-');

    private static bool AreRoles(string roles) => roles.Split(',').All(role => Roles.Parse(role) is not null);
}
