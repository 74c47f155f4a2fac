using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Primitives;

namespace Lockers.Api.Watching;

/// <summary>What a watcher asks for.</summary>
/// <param name="Form">How events are sent.</param>
/// <param name="Peers">Whether what peers report is watched too.</param>
/// <param name="Follow">Whether to go over to the next current locker.</param>
/// <param name="Since">Up to where the watcher knows everything; null to begin with the present.</param>
/// <param name="Path">The key that is watched, with what is below it; null for the whole locker.</param>
internal sealed record WatchOptions(EventForm Form, bool Peers, bool Follow, Place? Since, byte[]? Path)
{
    private const string Lines = "application/x-ndjson";

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The locker that it names.</param>
    /// <param name="path">The path in its target; null where there is none.</param>
    /// <exception cref="ProblemException">400 for what cannot be.</exception>
    public static WatchOptions Of(HttpRequest request, LockerName name, KeyPath? path)
    {
        var form = new EventForm(Accepts(request.Headers.Accept), Query.Flag(request, "data"));
        var (peers, follow) = (Query.Flag(request, "peers"), Query.Flag(request, "follow"));
        if (peers && name.IsOfContext) throw ProblemException.BadRequest("The lockers of a context have no peers; watch them without ?peers=y.");
        if (follow && !Names.IsCurrent(name.Label))
            throw ProblemException.BadRequest($"?follow=y goes with the current locker: watch 'current' instead of '{name.Label}'.");
        return new(form, peers, follow, SinceOf(request), path?.Utf8);
    }

    /// <summary>Reads a request for the list of lockers.</summary>
    /// <exception cref="ProblemException">400 for what cannot be.</exception>
    public static WatchOptions OfAll(HttpRequest request) => new(new EventForm(Accepts(request.Headers.Accept), false), false, false, SinceOf(request), null);

    // A browser that connects again says in the header how far it has got, and repeats the query.
    private static Place? SinceOf(HttpRequest request)
    {
        var (name, text) = ("Last-Event-ID", request.Headers["Last-Event-ID"].ToString());
        if (text.Length == 0) (name, text) = ("?since", Query.Value(request, "since") ?? "");
        if (text.Length == 0) return null;
        return Place.TryParse(text, out var place)
            ? place
            : throw ProblemException.BadRequest($"{name} is '{text}'; it must be the id of an event, such as 638999-638999, or 0 for everything.");
    }

    private static bool Accepts(StringValues accept)
    {
        foreach (var value in accept)
        {
            if (value is not null && value.Contains(Lines, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
