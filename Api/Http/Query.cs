using System.Globalization;

namespace Lockers.Api.Http;

/// <summary>Flags and numbers of a query.</summary>
internal static class Query
{
    /// <summary>Whether a flag says yes: <c>y</c>, <c>yes</c>, <c>true</c>, <c>1</c>, in any case.</summary>
    public static bool Flag(HttpRequest request, string name, bool absent = false)
    {
        var values = request.Query[name];
        if (values.Count == 0) return absent;
        var value = values[^1] ?? "";
        return value.Equals("y", StringComparison.OrdinalIgnoreCase) || value.Equals("yes", StringComparison.OrdinalIgnoreCase)
            || value.Equals("true", StringComparison.OrdinalIgnoreCase) || value == "1";
    }

    /// <summary>A whole number of at least 1, or the largest there is when absent.</summary>
    /// <exception cref="ProblemException">400 for anything else.</exception>
    public static int Count(HttpRequest request, string name)
    {
        var values = request.Query[name];
        if (values.Count == 0) return int.MaxValue;
        return int.TryParse(values[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw ProblemException.BadRequest($"?{name}={values[^1]} is not a whole number from 1 to {int.MaxValue}.");
    }
}
