using System.ComponentModel;

namespace Lockers.Api.Configuration;

/// <summary>What a configuration says that nobody reads: most likely it is misspelt.</summary>
internal static class UnknownKeys
{
    private const string Section = ConfigurationKeys.Section;
    private const string Connections = "ConnectionStrings";

    /// <summary>
    /// Every key of the section <c>Lockers</c> that is none, every key that is likely meant to be in it, and every key of ours in another
    /// form, such as <c>Lockers_Storage</c>. All other keys, in the environment above all, are other programs'.
    /// </summary>
    public static IEnumerable<string> Find(IConfiguration configuration, ConfigurationKeys keys) =>
        from setting in configuration.AsEnumerable()
        where setting.Value is not null && IsMeantForUs(setting.Key, keys)
        orderby setting.Key
        select $"There is no key {setting.Key}{Meant(setting.Key, keys)}";

    /// <summary>Every key with a value that is not of its type.</summary>
    public static IEnumerable<(ConfigurationKey Key, string Error)> FindUnreadable(IConfiguration configuration, ConfigurationKeys keys) =>
        from key in keys.All
        let value = configuration[key.Name]
        where value is not null && !IsReadable(key.Type, value)
        select (key, $"{key.Name} is '{value}'; it must be {Allowed(key.Type)}.");

    private static string Meant(string key, ConfigurationKeys keys)
    {
        if (keys.InAnotherForm(key) is { } ours)
            return $"; did you mean {ours}? In the environment that is {ours.Replace(":", "__", StringComparison.Ordinal)}.";
        return keys.Nearest(key) is { } near ? $"; did you mean {near}?" : "; --help lists them.";
    }

    private static bool IsMeantForUs(string key, ConfigurationKeys keys)
    {
        var parts = key.Split(':');
        if (keys.Has(key)) return false;
        if (keys.InAnotherForm(key) is not null) return true;
        if (parts.Length == 1) return IsSame(key, Section);
        if (IsSame(parts[0], Section) || IsMisspelt(parts[0], Section)) return true;
        return (IsSame(parts[0], Connections) && IsMisspelt(parts[1], Section))
            || (IsMisspelt(parts[0], Connections) && (IsSame(parts[1], Section) || IsMisspelt(parts[1], Section)));
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsMisspelt(string word, string meant) => Spelling.Distance(word, meant) is 1 or 2;

    private static string Allowed(Type type)
    {
        if (type == typeof(bool)) return "true or false";
        if (!type.IsEnum) return "a whole number";
        var names = Enum.GetNames(type);
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    private static bool IsReadable(Type type, string value)
    {
        // Of an enumeration a converter takes any number too.
        if (type.IsEnum) return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }
}
