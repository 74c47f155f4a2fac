using System.Diagnostics.CodeAnalysis;
using Lockers.Api.Configuration;
using Lockers.Api.Security;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>How nodes and front ends begin, and how they end when they cannot: with one line for what is wrong, and exit code 1.</summary>
internal static class ProgramStart
{
    /// <summary>How long services may take to end when the application has stopped.</summary>
    public static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Makes the builder of the application, with the settings that come with the program, its folder as content root, and nothing that is
    /// reloaded. Answers <c>--help</c>, <c>--version</c> and <c>keygen</c> instead.
    /// </summary>
    /// <param name="arguments">The program's.</param>
    /// <param name="keys">The program's.</param>
    /// <param name="builder">The builder.</param>
    /// <param name="exitCode">Where there is none.</param>
    public static bool TryCreate(
        string[] arguments, ConfigurationKeys keys, [NotNullWhen(true)] out WebApplicationBuilder? builder, out int exitCode)
    {
        (builder, exitCode) = (null, 0);
        if (KeyGen.IsAsked(arguments))
        {
            exitCode = KeyGen.Run(arguments, Console.Out, Console.Error);
            return false;
        }

        var command = new CommandLine(arguments, keys);
        if (command.WantsHelp || command.WantsVersion)
        {
            Console.WriteLine(command.WantsHelp ? Usage.Help(keys) : $"Lockers {Usage.Version}");
            return false;
        }

        try
        {
            builder = Create(command);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            Report([.. command.Errors, Reason(wrong)]);
            exitCode = 1;
            return false;
        }

        AddSettings(builder, keys, command);
        return true;
    }

    /// <summary>Says everything that is wrong with the configuration, on standard error.</summary>
    /// <param name="app">The application, built.</param>
    /// <param name="ports">The ports that it listens on beside those of <c>urls</c>; asked for only where the options can be read.</param>
    /// <returns>Whether nothing is.</returns>
    public static bool IsSetUpWell(this WebApplication app, Func<IEnumerable<ListenPort>>? ports = null)
    {
        List<string> wrong = [.. app.Services.GetRequiredService<FoundErrors>().Errors, .. OptionErrors(app)];
        var listening = wrong.Count == 0 && ports is not null ? ports() : [];
        return Report([.. wrong, .. ListenCheck.Errors(app.Configuration, listening)]);
    }

    /// <summary>Runs the application. Where it cannot start, the reason is said on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunToTheEnd(this WebApplication app)
    {
        var exitCode = await Run(app);
        var ending = Task.Run(() => app.DisposeAsync().AsTask());
        await Task.WhenAny(ending, Task.Delay(EndDeadline));

        // By now everything is kept or handed over: what does not end is left to the end of the process.
        if (!ending.IsCompleted) Console.Error.WriteLine($"What this process used did not end within {EndDeadline.TotalSeconds} s, and is left.");
        else await ending;
        return exitCode;
    }

    private static async Task<int> Run(WebApplication app)
    {
        using var failures = new UnseenFailures(app.Services.GetRequiredService<ILogger<UnseenFailures>>());
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure)
        {
            Report([ListenCheck.Explain(failure) ?? $"The start failed: {failure}"]);
            await app.StopAsync();
            return 1;
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    private static WebApplicationBuilder Create(CommandLine command)
    {
        // Where the operator says no other.
        var host = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(command.Settings).Build();
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Nobody edits settings of a running node; watching for it costs a watch for each folder below the content root.
            Args = [.. command.Settings, "--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = host[HostDefaults.ContentRootKey] ?? AppContext.BaseDirectory,
        });
    }

    private static void AddSettings(WebApplicationBuilder builder, ConfigurationKeys keys, CommandLine command)
    {
        using var file = typeof(ProgramStart).Assembly.GetManifestResourceStream("settings.json")!;
        var own = new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable().ToDictionary();
        own["urls"] = keys.Urls;
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = own });

        // What cannot be read is said once, and must not keep the rest from being checked.
        var unreadable = UnknownKeys.FindUnreadable(builder.Configuration, keys).ToList();
        builder.Configuration.AddInMemoryCollection(unreadable.Select(one => KeyValuePair.Create(one.Key.Name, (string?)one.Key.Default)));
        builder.Services.AddSingleton(new FoundErrors([
            .. command.Errors, .. UnknownKeys.Find(builder.Configuration, keys), .. unreadable.Select(one => one.Error)]));
    }

    private static IEnumerable<string> OptionErrors(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
        catch (AggregateException several)
        {
            return several.InnerExceptions.SelectMany(one => one is OptionsValidationException wrong ? wrong.Failures : [one.Message]).Distinct();
        }
    }

    private static string Reason(Exception wrong) => wrong is DirectoryNotFoundException ? $"contentRoot names a folder that is not there: {wrong.Message}" : wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message;

    private static bool Report(IReadOnlyCollection<string> errors)
    {
        foreach (var error in errors) Console.Error.WriteLine($"Configuration: {error}");
        return errors.Count == 0;
    }

    /// <summary>What was found to be wrong before the application was built.</summary>
    private sealed record FoundErrors(IReadOnlyList<string> Errors);
}
