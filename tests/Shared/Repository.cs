using System.Reflection;

namespace Lockers.Tests.Shared;

/// <summary>Where the repository is, and what was built in it.</summary>
public static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The node's program, built in the configuration of these tests.</summary>
    public static string SiloDll => Built("Silo");

    /// <summary>The front end's program.</summary>
    public static string ApiDll => Built("Api");

    private static string Built(string project)
    {
        var configuration = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var dll = Path.Combine(Root, project, "bin", configuration, "net10.0", $"Lockers.{project}.dll");
        return File.Exists(dll) ? dll : throw new FileNotFoundException($"{project} is not built: {dll} is missing.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lockers.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Lockers.sln above {AppContext.BaseDirectory}.");
    }
}
