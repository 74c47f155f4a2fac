using System.ComponentModel;
using Lockers.Api.Configuration;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>Which web pages of other sites may use the API, from the configuration section <c>Lockers:Cors</c>.</summary>
[ConfigurationSection("Cors")]
public sealed class SiteOptions
{
    /// <summary>The origins of those pages, <c>https://tools.example.com</c>, with <c>,</c> between them. None by itself.</summary>
    [Description("origins of other sites' pages that may use the API, http://host:port, with ',' between")]
    public string Origins { get; set; } = "";

    /// <summary>Each of them.</summary>
    internal IEnumerable<string> Each => Origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Says which origins are none.</summary>
internal sealed class SiteOptionsValidator : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        var errors = options.Each.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"{SecurityExtensions.CorsSection}:{nameof(options.Origins)} has '{origin}'; it must be origins such as https://tools.example.com, with ',' between them.");
        var all = errors.ToList();
        return all.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(all);
    }

    // As browsers write it: no slash at the end, no default port, small letters.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;
}
