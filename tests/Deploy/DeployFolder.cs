using Lockers.Tests.Shared;

namespace Lockers.Deploy;

/// <summary>The files that operators run.</summary>
internal static class DeployFolder
{
    public static string Root { get; } = Path.Combine(Repository.Root, "deploy");

    public static string PathOf(string name) => Path.Combine(Root, name);

    public static string Read(string name) => File.ReadAllText(PathOf(name));
}
