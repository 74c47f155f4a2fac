using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Looks at the whole configuration before anything starts.</summary>
public static class ConfigurationCheck
{
    /// <summary>Says everything that is wrong with some options, on standard error.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <returns>Whether nothing is.</returns>
    public static bool HasValid<T>(this WebApplication app)
        where T : class => Report([.. Errors<T>(app)]);

    /// <summary>Says what is wrong with a configuration, on standard error.</summary>
    /// <returns>Whether nothing is.</returns>
    internal static bool Report(IReadOnlyCollection<string> errors)
    {
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
