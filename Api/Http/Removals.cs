using System.Globalization;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>Says how much a request removed: in its answer, and in the log with who asked.</summary>
internal static partial class Removals
{
    /// <summary>Answers with a line that ends with what went: <c>… (2 lockers, 13 keys, 1 peer)</c>.</summary>
    public static Task Answer(HttpContext context, string line, in Removal removal)
    {
        var went = Went(removal);
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Removals));
        var asker = Asker.Of(context);
        LogRemoved(log, context.Request.Method, context.Request.Path, asker, went);
        return Answers.Line(context, $"{line} ({went})");
    }

    private static string Went(in Removal removal) => string.Join(
        ", ", Count(removal.Lockers, "locker"), Count(removal.Held.Keys, "key"), Count(removal.Held.Peers, "peer"));

    /// <summary>So many of something, in words: <c>1 key</c>, <c>2 keys</c>.</summary>
    public static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} by {Asker}: removed {Went}")]
    private static partial void LogRemoved(ILogger log, string method, PathString path, string asker, string went);
}
