
namespace Lockers.Api.Security;

/// <summary>The argument <c>keygen NAME ROLE</c>: makes a key, and prints it with its entry of the configuration. Nothing is kept of it.</summary>
internal static class KeyGen
{
    private const string Word = "keygen";

    /// <summary>Whether that is what the program is asked for.</summary>
    public static bool IsAsked(IReadOnlyList<string> arguments) => arguments is [Word, ..];

    /// <summary>Prints the key and its entry, or on <paramref name="errors"/> what is wrong with the arguments.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not [_, var name, var roles] || !AuthOptionsValidator.IsName(name) || roles.Split(',').Any(role => Roles.Parse(role) is null))
        {
            errors.WriteLine($"Usage: {Word} NAME ROLE. NAME has letters, digits, '.', '_' and '-'; ROLE is one of {Roles.Names}, or several with ',' between them.");
            return 1;
        }

        var key = Key.New();
        output.WriteLine($"The key, which is shown this once:\n  {key}");
        output.WriteLine("Its entry of the configuration, with the next free number for 0:");
        foreach (var (what, value) in ((string, string)[])[("Name", name), ("Hash", Key.Hash(key)), ("Roles", roles)])
            output.WriteLine($"  {SecurityExtensions.AuthSection.Replace(":", "__", StringComparison.Ordinal)}__Keys__0__{what}={value}");
        output.WriteLine($"A goto with it:\n  --registry http://{name}:{key}@HOST:8080");
        return 0;
    }
}
