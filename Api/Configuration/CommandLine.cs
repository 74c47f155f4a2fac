namespace Lockers.Api.Configuration;

/// <summary>The arguments of a program: those that ASP.NET Core takes as configuration, and what is wrong with the others.</summary>
internal sealed class CommandLine
{
    // Sections and keys that ASP.NET Core, its server, .NET and Orleans read.
    private static readonly HashSet<string> OthersSections =
        new(["AllowedHosts", "HostBuilder", "Kestrel", "Logging", "Metrics", "Orleans"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> OthersKeys = new(
        [
            "applicationName", "captureStartupErrors", "contentRoot", "detailedErrors", "environment", "forwardedHeaders_enabled",
            "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "http_ports", "https_port", "https_ports", "preferHostingUrls",
            "preventHostingStartup", "shutdownTimeoutSeconds", "suppressStatusMessages", "webroot",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly ConfigurationKeys _keys;
    private readonly List<string> _errors = [];
    private readonly List<string> _settings = [];

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">As the program got them.</param>
    /// <param name="keys">The program's keys.</param>
    public CommandLine(IReadOnlyList<string> arguments, ConfigurationKeys keys)
    {
        _keys = keys;
        WantsHelp = arguments.Any(argument => argument is "--help" or "-h" or "-?");
        WantsVersion = arguments.Contains("--version");
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (Name(argument) is not { } name)
            {
                Stray(argument, at);
            }
            else if (argument.Contains('=', StringComparison.Ordinal))
            {
                Take(name, argument);
            }
            else if (at + 1 == arguments.Count || arguments[at + 1].StartsWith("--", StringComparison.Ordinal))
            {
                if (IsKnown(name)) _errors.Add($"The argument --{name} has no value; give it as --{name}=VALUE.");
                else Unknown(name);
            }
            else
            {
                Take(name, argument, arguments[++at]);
            }
        }
    }

    /// <summary>Whether the program is asked how it is used.</summary>
    public bool WantsHelp { get; }

    /// <summary>Whether the program is asked which version it is.</summary>
    public bool WantsVersion { get; }

    /// <summary>The arguments that are configuration.</summary>
    public string[] Settings => [.. _settings];

    /// <summary>What is wrong with the others. Values are not shown: one may be a secret.</summary>
    public IReadOnlyList<string> Errors => _errors;

    // As ASP.NET Core has it: --key value, --key=value, /key value, /key=value, key=value.
    private static string? Name(string argument)
    {
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('/') ? 1 : 0;
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        if (argument.StartsWith('-') && prefix == 0) return null;
        if (prefix == 0 && end < 0) return null;
        var name = end < 0 ? argument[prefix..] : argument[prefix..end];
        return name.Length == 0 ? null : name;
    }

    private void Take(string name, params string[] setting)
    {
        if (IsKnown(name)) _settings.AddRange(setting);
        else Unknown(name);
    }

    private bool IsKnown(string name) =>
        _keys.Has(name) || OthersKeys.Contains(name) || OthersSections.Contains(name.Split(':')[0]);

    private void Unknown(string name) => _errors.Add($"There is no argument --{name}{Meant(name)}");

    private void Stray(string argument, int at)
    {
        var isSecret = _settings.Any(setting => setting.Contains(ConfigurationKeys.Connection, StringComparison.OrdinalIgnoreCase));
        var name = isSecret || argument.Contains('=', StringComparison.Ordinal) ? $"{at + 1}" : $"'{argument}'";
        _errors.Add($"The argument {name} belongs to none{(isSecret ? "; a value with spaces needs quotes." : Meant(argument.TrimStart('-')))}");
    }

    private string Meant(string name) => _keys.Nearest(name) is { } meant ? $"; did you mean --{meant}?" : "; --help lists them.";
}
