using System.Globalization;

namespace Lockers.Api.Http;

/// <summary>Flags and numbers of a query that <see cref="QueryNames.Check"/> has let through.</summary>
internal static class Query
{
    /// <summary>The value that is not empty, or null: an empty value is as absent.</summary>
    public static string? Value(HttpRequest request, string name)
    {
        if (!request.QueryString.HasValue) return null;
        foreach (var value in request.Query[name])
        {
            if (value is { Length: > 0 }) return value;
        }

        return null;
    }

    /// <summary>Whether a flag says yes: <c>y</c>, <c>yes</c>, <c>true</c>, <c>1</c>, in any case.</summary>
    public static bool Flag(HttpRequest request, string name, bool absent = false) => Value(request, name) is not { } value ? absent
        : value.Equals("y", StringComparison.OrdinalIgnoreCase) || value.Equals("yes", StringComparison.OrdinalIgnoreCase)
            || value.Equals("true", StringComparison.OrdinalIgnoreCase) || value == "1";

    /// <summary>A whole number of at least 1, or the largest there is when absent.</summary>
    /// <exception cref="ProblemException">400 for anything else.</exception>
    public static int Count(HttpRequest request, string name)
    {
        if (Value(request, name) is not { } value) return int.MaxValue;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw ProblemException.BadRequest($"?{name}={value} is not a whole number from 1 to {int.MaxValue}.");
    }

    /// <summary>The number of an earlier epoch: a whole number of at least -1, or null when absent.</summary>
    /// <exception cref="ProblemException">400 for anything else.</exception>
    public static int? Epoch(HttpRequest request, string name)
    {
        if (Value(request, name) is not { } value) return null;
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var epoch) && epoch >= -1
            ? epoch
            : throw ProblemException.BadRequest($"?{name}={value} is not a whole number from -1 to {int.MaxValue}.");
    }
}
