using System.Globalization;
using System.Reflection;

namespace Lockers.Silo.Postgres;

/// <summary>One step of the schema, from <c>deploy/postgres</c>.</summary>
/// <param name="Version">The schema's version after it, from 1 without gaps: the number that the name starts with.</param>
/// <param name="Name">The file's name, <c>0001-….sql</c>.</param>
/// <param name="Sql">Statements that bring the schema from the version before to this one and record it in <c>lockers_schema</c>.</param>
internal sealed record SchemaFile(int Version, string Name, string Sql)
{
    // What Silo.csproj puts in front of the embedded files' names.
    private const string Prefix = "postgres/";

    /// <summary>The files that this node was built with, in their order.</summary>
    public static IReadOnlyList<SchemaFile> Embedded { get; } = ReadEmbedded();

    private static List<SchemaFile> ReadEmbedded()
    {
        var assembly = typeof(SchemaFile).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))
            .ToList();
        return files.Select(file => file.Version).SequenceEqual(Enumerable.Range(1, files.Count)) && files.Count > 0
            ? files
            : throw new InvalidOperationException($"The embedded schema has gaps: {string.Join(", ", files.Select(file => file.Name))}.");
    }

    private static SchemaFile Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[Prefix.Length..];
        return new SchemaFile(int.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
