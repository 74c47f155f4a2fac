using Lockers.Api.Hosting;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>Looks at the whole configuration before anything starts.</summary>
internal static class ConfigurationCheck
{
    /// <summary>Says everything that is wrong with the configuration, on standard error.</summary>
    /// <returns>Whether nothing is.</returns>
    public static bool HasValidConfiguration(this WebApplication app)
    {
        List<string> errors = [.. Errors<NodeOptions>(app), .. Errors<LockersLimits>(app)];
        foreach (var error in errors) Console.Error.WriteLine($"Configuration: {error}");
        return errors.Count == 0;
    }

    private static IEnumerable<string> Errors<T>(WebApplication app)
        where T : class
    {
        try
        {
            _ = app.Services.GetRequiredService<IOptions<T>>().Value;
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
        catch (InvalidOperationException unreadable)
        {
            return [unreadable.Message];
        }
    }
}
