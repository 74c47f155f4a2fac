using Lockers.Tests.Shared;

namespace Lockers.Page.Browser;

/// <summary>Where pictures of the page are kept, for people to look at.</summary>
internal static class Pictures
{
    /// <summary>The variable that may hold the folder.</summary>
    public const string Variable = "LOCKERS_PICTURES";

    private static readonly string Folder = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? given
            : Path.Combine(Repository.Root, "tests", "Page", "TestResults", "pictures")).FullName;

    /// <summary>The file of a picture.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.png");
}
