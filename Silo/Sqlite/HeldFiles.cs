namespace Lockers.Silo.Sqlite;

/// <summary>
/// Notices that files which this process holds open are no longer where it opened them. SQLite goes on writing into a file that was deleted
/// or moved, and what it commits there is not found at the next start.
/// </summary>
/// <remarks>
/// Linux says of every open file where it is now, for a microsecond or two each, so every commit can ask. Elsewhere only a missing file is noticed.
/// </remarks>
internal sealed class HeldFiles
{
    private const string Descriptors = "/proc/self/fd";

    private readonly string[] _paths;
    private readonly List<(string Descriptor, string Target)> _held;

    private HeldFiles(string[] paths, List<(string Descriptor, string Target)> held) => (_paths, _held) = (paths, held);

    /// <summary>The descriptors that this process has now, and what they are of: a number is used again.</summary>
    public static HashSet<(string Descriptor, string Target)> Open() => OperatingSystem.IsLinux() && Directory.Exists(Descriptors)
        ? [.. Directory.EnumerateFileSystemEntries(Descriptors).Select(descriptor => (descriptor, Target(descriptor) ?? ""))]
        : [];

    /// <summary>Watches files that were opened since.</summary>
    /// <param name="before">The descriptors before they were opened.</param>
    /// <param name="paths">The files.</param>
    public static HeldFiles Since(HashSet<(string Descriptor, string Target)> before, params string[] paths)
    {
        var names = paths.Select(path => $"/{Path.GetFileName(path)}").ToList();
        var held = Open().Where(file => !before.Contains(file) && names.Exists(name => file.Target.EndsWith(name, StringComparison.Ordinal)));
        return new(paths, [.. held]);
    }

    /// <summary>What became of the first file that is not where it was; null: all are.</summary>
    public string? Changed()
    {
        foreach (var (descriptor, target) in _held)
        {
            if (Target(descriptor) is var now && now != target) return $"{target} is now {now}";
        }

        if (_held.Count == _paths.Length) return null;
        return _paths.FirstOrDefault(path => !File.Exists(path)) is { } missing ? $"{missing} is missing" : null;
    }

    private static string? Target(string descriptor) => new FileInfo(descriptor).LinkTarget;
}
