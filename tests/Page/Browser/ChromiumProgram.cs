namespace Lockers.Page.Browser;

/// <summary>Where Chromium is on this machine.</summary>
internal static class ChromiumProgram
{
    /// <summary>The variable that may hold the path of a Chromium elsewhere.</summary>
    public const string Variable = "LOCKERS_TEST_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The program's path.</summary>
    /// <exception cref="FileNotFoundException">There is none; says what to install.</exception>
    public static string Path => Found.Value ?? throw new FileNotFoundException(Missing);

    /// <summary>What to install, in one line; null where Chromium is there.</summary>
    public static string? Missing => Found.Value is not null ? null :
        $"Chromium was not found ({string.Join(", ", Names)}). On Debian: apt-get install chromium. Or set {Variable} to its path.";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return File.Exists(given) ? given : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var places = from name in Names from folder in folders select System.IO.Path.Combine(folder, name);
        return places.FirstOrDefault(File.Exists);
    }
}
