using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Lockers.Api.Configuration;

/// <summary>A key of the configuration.</summary>
/// <param name="Name">Its whole name, <c>Lockers:Storage</c>.</param>
/// <param name="Type">What its value must be readable as.</param>
/// <param name="Default">Its value where nothing is said.</param>
/// <param name="Doc">One line.</param>
internal sealed record ConfigurationKey(string Name, Type Type, string Default, string Doc);

/// <summary>
/// The keys of a program, as its options classes define them: a public property with its default and its
/// <see cref="DescriptionAttribute"/> is a key of the section <c>Lockers</c>, or of the part of it that <see cref="ConfigurationSectionAttribute"/>
/// says. A list has the keys of its items, with <c>N</c> for their numbers.
/// </summary>
internal sealed partial class ConfigurationKeys
{
    /// <summary>The section with everything of ours.</summary>
    public const string Section = "Lockers";

    /// <summary>Where the connection string is.</summary>
    public const string Connection = "ConnectionStrings:Lockers";

    private readonly HashSet<string> _ignored;

    private ConfigurationKeys(string urls, IEnumerable<object> defaults, IEnumerable<string> ignored)
    {
        Urls = urls;
        All = [
            new("urls", typeof(string), urls, "where REST is served; 0.0.0.0 for localhost lets others in"),
            .. defaults.SelectMany(options => Of(options, SectionOf(options))),
            new(Connection, typeof(string), "", "PostgreSQL, for Storage and Clustering; in Npgsql's form")];
        _ignored = ignored.Select(Named).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Where REST is served where nothing is said.</summary>
    public string Urls { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ConfigurationKey> All { get; }

    /// <summary>The keys of a program.</summary>
    /// <param name="urls">Where it serves by itself.</param>
    /// <param name="defaults">Its options as they are where nothing is said.</param>
    /// <param name="ignored">Keys of the section that are another program's, and no error here.</param>
    public static ConfigurationKeys Of(string urls, IEnumerable<object> defaults, params IEnumerable<string> ignored) => new(urls, defaults, ignored);

    /// <summary>Whether a key of the section <c>Lockers</c> is one.</summary>
    public bool Has(string name) =>
        _ignored.Contains(name) || All.Any(key => key.Name.Equals(Number().Replace(name, ":N:"), StringComparison.OrdinalIgnoreCase));

    /// <summary>Which key somebody meant, where one is near: by its whole name or by its last part.</summary>
    public string? Nearest(string name) => All
        .Select(key => (key.Name, Steps: Math.Min(Spelling.Distance(name, key.Name), Spelling.Distance(name, key.Name.Split(':')[^1]))))
        .Where(key => Spelling.IsNear(name, key.Steps))
        .OrderBy(key => key.Steps).Select(key => key.Name).FirstOrDefault();

    /// <summary>The key of a section that somebody wrote with another separator than <c>:</c>, or with none; null where it is none of ours.</summary>
    public string? InAnotherForm(string name) => All
        .Select(key => key.Name)
        .FirstOrDefault(key => key.Contains(':', StringComparison.Ordinal) && Bare(key).Equals(Bare(name), StringComparison.OrdinalIgnoreCase));

    // Numbers count as the N that stands for them.
    private static string Bare(string name) => Digits().Replace(string.Concat(name.Where(char.IsAsciiLetterOrDigit)), "N");

    private static string Named(string property) => $"{Section}:{property}";

    private static string SectionOf(object options) =>
        options.GetType().GetCustomAttribute<ConfigurationSectionAttribute>() is { } part ? Named(part.Name) : Section;

    private static IEnumerable<ConfigurationKey> Of(object options, string section) =>
        from property in options.GetType().GetProperties()
        where property.SetMethod is { IsPublic: true }
        from key in property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IList<>)
            ? Of(Activator.CreateInstance(list.GenericTypeArguments[0])!, $"{section}:{property.Name}:N")
            : [new ConfigurationKey(
                $"{section}:{property.Name}", property.PropertyType,
                Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) ?? "",
                property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "")]
        select key;

    [GeneratedRegex(@":\d+:")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
