namespace Lockers.Benchmarks.Http.Processes;

/// <summary>Where the check-out is that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The node, built in Release.</summary>
    public static string NodeAssembly
    {
        get
        {
            var path = Path.Combine(Folder, "Silo/bin/Release/net10.0/Lockers.Silo.dll");
            return File.Exists(path) ? path : throw new FileNotFoundException("Run with -c Release, which builds the node too.", path);
        }
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lockers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"No Lockers.sln above {AppContext.BaseDirectory}.");
        }

        return folder;
    }
}
