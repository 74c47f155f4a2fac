using System.Reflection;

namespace Lockers.Api.Configuration;

/// <summary>What a program says of itself.</summary>
internal static class Usage
{
    /// <summary>The product's version.</summary>
    public static string Version { get; } =
        typeof(Usage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>How it is used: every key with its default, on one screen.</summary>
    public static string Help(ConfigurationKeys keys) => string.Join('\n', [
        $"Lockers {Version}. Each key is an argument, --KEY=VALUE, or in the environment, with __ for the colon (Lockers__Storage), or in an",
        "appsettings.json beside the program. Whatever else ASP.NET Core reads counts as well (Logging, Kestrel, environment, contentRoot).",
        "",
        .. keys.All.Select(key => $"  {key.Name,-28} {key.Default,-21} {key.Doc}"),
        "",
        "  --help, --version; keygen NAME ROLE makes a key"]);
}
