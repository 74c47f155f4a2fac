using Lockers.Api.Hosting;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>The one place where the tail of a request's target becomes a path.</summary>
internal static class PathParser
{
    /// <summary>The path, checked against the limits.</summary>
    /// <exception cref="ProblemException">400, saying which limit.</exception>
    public static KeyPath Parse(HttpContext context, LockersLimits limits)
    {
        var tail = context.Features.Get<Tail>()
            ?? throw ProblemException.BadRequest("A path is missing: keys separated by ',' after the last '/'.");
        var path = new KeyPath(Percent.DecodeUtf8(tail.Raw));
        Check(path, limits);
        return path;
    }

    /// <summary>Whether the request has a path that is not empty.</summary>
    public static bool HasPath(HttpContext context) => context.Features.Get<Tail>() is { Raw.Length: > 0 };

    /// <summary>Checks a path against the limits.</summary>
    /// <exception cref="ProblemException">400, saying which limit.</exception>
    public static void Check(KeyPath path, LockersLimits limits)
    {
        var (depth, start) = (1, 0);
        var utf8 = path.Utf8;
        for (var i = 0; i <= utf8.Length; i++)
        {
            if (i < utf8.Length && utf8[i] != KeyPath.Separator) continue;
            if (i - start > limits.MaxKeyBytes)
                throw ProblemException.BadRequest($"Key {depth} of the path has {i - start} bytes; the limit is {limits.MaxKeyBytes}.");
            if (i < utf8.Length) depth++;
            start = i + 1;
        }

        if (depth > limits.MaxPathDepth)
            throw ProblemException.BadRequest($"The path has {depth} keys; the limit is {limits.MaxPathDepth}.");
    }

    /// <summary>The path as answers show it: keys with spaces between them.</summary>
    public static string Spaced(KeyPath path) => path.ToString().Replace(',', ' ');
}
