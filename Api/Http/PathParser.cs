using System.Text;
using Lockers.Api.Configuration;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>The one place where the tail of a request's target becomes a path.</summary>
internal static class PathParser
{
    /// <summary>The path, checked against the limits.</summary>
    /// <exception cref="ProblemException">400, saying which limit.</exception>
    public static KeyPath Parse(in RequestTarget target, LockersLimits limits)
    {
        if (!target.HasTail) throw ProblemException.BadRequest("A path is missing: keys separated by ',' after the last '/'.");
        var path = new KeyPath(Percent.DecodeUtf8(target.Tail));
        Check(path.Utf8, limits);
        return path;
    }

    /// <summary>The path as answers show it: keys with spaces between them.</summary>
    public static string Spaced(KeyPath path) => Encoding.UTF8.GetString(path.Utf8).Replace(',', ' ');

    private static void Check(ReadOnlySpan<byte> path, LockersLimits limits)
    {
        for (var depth = 1; ; depth++)
        {
            var length = path.IndexOf(KeyPath.Separator);
            var size = length < 0 ? path.Length : length;
            if (size > limits.MaxKeyBytes)
                throw ProblemException.BadRequest($"Key {depth} of the path has {size} bytes; the limit is {limits.MaxKeyBytes}.");
            if (length < 0) return;
            if (depth == limits.MaxPathDepth)
                throw ProblemException.BadRequest($"The path has more than {limits.MaxPathDepth} keys, which is the limit.");
            path = path[(length + 1)..];
        }
    }
}
