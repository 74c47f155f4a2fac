using System.Collections.Frozen;

namespace Lockers.Api.Page;

/// <summary>The files of the page, which this assembly has embedded: they need no folder beside the program.</summary>
internal static class PageFiles
{
    /// <summary>What the names of the resources begin with.</summary>
    private const string Prefix = "ui/";

    /// <summary>Every file, by its path below <c>/ui/</c>.</summary>
    public static FrozenDictionary<string, PageFile> All { get; } = Load();

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            // MSBuild gives folders the separator of the machine that built.
            var path = resource.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(path[Prefix.Length..], new(path[Prefix.Length..], bytes));
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
