
namespace Lockers.Api.Security;

/// <summary>Says in the log, once it serves, that a program without keys can be reached from other machines.</summary>
internal static partial class OpenWarning
{
    /// <summary>Says it where it is so.</summary>
    public static void WarnWhereOpen(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var reachable = app.Urls.Where(address => !Loopback.Is(address)).ToList();
        if (reachable.Count > 0) LogOpen(app.Logger, string.Join(' ', reachable));
    });

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There are no keys: anybody who reaches {Addresses} may read, change and drop everything. Lockers:Auth:Keys makes that a matter of keys")]
    private static partial void LogOpen(ILogger log, string addresses);
}
