using Lockers.Api.Configuration;

namespace Lockers.Api.Hosting;

/// <summary>What a front end says of its start and of its end.</summary>
internal static partial class FrontEndLog
{
    /// <summary>Says, once the front end listens, where and for which nodes, and that it stops.</summary>
    public static void LogFrontEnd(this WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var (addresses, nodes) = (string.Join(' ', app.Urls), app.Services.GetRequiredService<NodeWatch>().Wanted);
            LogServing(app.Logger, Usage.Version, addresses, nodes);

            // A front end that could not start has nothing to stop.
            app.Lifetime.ApplicationStopped.Register(() => LogStopped(app.Logger));
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Lockers {Version} serves on {Addresses}, a front end before {Nodes}")]
    private static partial void LogServing(ILogger log, string version, string addresses, string nodes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lockers stops; a front end holds nothing")]
    private static partial void LogStopped(ILogger log);
}
