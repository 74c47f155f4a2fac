using System.Reflection;

namespace Lockers.Architecture;

/// <summary>
/// The folders of a project in rows, from the lowest up. A type uses what is in its own folder and in lower rows; folders of one row use nothing of
/// each other. A subfolder belongs to its folder, unless it has a place of its own.
/// </summary>
/// <remarks>It is read off the built assembly, so a constant of another folder is not seen: the compiler puts its value in.</remarks>
/// <param name="project">The project's namespace; folders are the namespaces below it.</param>
/// <param name="rows">The folders.</param>
internal sealed class FolderOrder(string project, params string[][] rows)
{
    private readonly Dictionary<string, int> _rows =
        rows.SelectMany((row, at) => row.Select(folder => (folder, at))).ToDictionary(place => place.folder, place => place.at, StringComparer.Ordinal);

    /// <summary>The folders.</summary>
    public IEnumerable<string> Folders => _rows.Keys;

    /// <summary>The order as documents say it.</summary>
    public override string ToString() => string.Join(" < ", rows.Select(row => string.Join(", ", row))).Replace('.', '/');

    /// <summary>The folder that a type counts to; null where it has no place.</summary>
    public string? FolderOf(Type type)
    {
        var folder = type.Namespace == project ? "" : type.Namespace![(project.Length + 1)..];
        while (folder.Length > 0 && !_rows.ContainsKey(folder)) folder = folder.LastIndexOf('.') is > 0 and var end ? folder[..end] : "";
        return folder.Length == 0 ? null : folder;
    }

    /// <summary>The types of the project, without those that the compiler makes outside of its namespaces.</summary>
    public IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes().Where(IsOurs);

    /// <summary>Every use that is none of those, <c>A uses B</c>, and every type whose folder has no place.</summary>
    public IEnumerable<string> Offences(IEnumerable<Type> types) => types.SelectMany(Offences).Distinct();

    private IEnumerable<string> Offences(Type type)
    {
        if (FolderOf(type) is not { } folder) return [$"{Declared(type)} lies in no folder that has a place"];
        return
            from used in UsedTypes.Of(type)
            where used.Assembly == type.Assembly && IsOurs(used)
            let other = FolderOf(used)
            where other is not null && other != folder && _rows[other] >= _rows[folder]
            select $"{Declared(type)} uses {Declared(used)}";
    }

    private bool IsOurs(Type type) =>
        type.Namespace is { } name && (name == project || name.StartsWith(project + ".", StringComparison.Ordinal));

    // What the compiler makes of lambdas, iterators and async methods lies in the type that they are written in.
    private string Declared(Type type) => type.DeclaringType is { } outer ? Declared(outer) : type.FullName![(project.Length + 1)..];
}
