using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>One stream to one client of what the registry decides about lockers.</summary>
/// <param name="context">Its request.</param>
/// <param name="hubs">What is watched here.</param>
/// <param name="options">What the client asks for.</param>
/// <param name="ofContext">The context whose lockers are told of; empty for those of none.</param>
internal sealed class NewsStream(HttpContext context, WatchHubs hubs, WatchOptions options, string ofContext) : WatchStream(context, hubs, options)
{
    /// <inheritdoc/>
    protected override async Task<bool> Begin()
    {
        Enter();
        var hub = Rent(Hubs.News, "");

        // The hub may be behind the registry: what was decided before the request is not told.
        return await Join(Options.Since ?? await hub.Now(Aborted));
    }

    /// <inheritdoc/>
    protected override async Task<(long Next, Place Known)> CatchUp(Place known, bool lacks)
    {
        var hub = (NewsHub)Hub;
        var (pauses, isKnown) = (new Pauses(Hubs.Time), hub.Present.Position.Covers(known));
        while (!IsOver)
        {
            if (isKnown && hub.Join(known) is var next and >= 0) return (next, known);
            try
            {
                (var changes, known) = await hub.Behind(known, Aborted);
                isKnown = true;
                await Send(changes);
            }
            catch (Exception error) when (CallFailures.IsForNow(error))
            {
                // It is asked again.
            }

            Beat(known);
            await Flush();
            if (!isKnown || hub.Join(known) < 0) await pauses.Failed(Aborted);
        }

        return (-1, known);
    }

    /// <inheritdoc/>
    protected override bool Concerns(WatchedChange change) => change is not NewsChange news || news.IsOf(ofContext);

    /// <inheritdoc/>
    protected override void Name(Utf8JsonWriter json)
    {
    }
}
