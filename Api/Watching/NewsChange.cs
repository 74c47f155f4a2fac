using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>A decision about a locker that goes to everyone who watches the list of lockers.</summary>
internal sealed class NewsChange(LockerNews news)
    : WatchedChange(WatchedKind.News, new(0, news.Revision), news.Label.Length == 0 ? default : LockerName.Of(news.Label), null, default)
{
    /// <summary>Whether it is of interest to those who watch a context, or the registry's own lockers.</summary>
    public bool IsOf(string context) => news.Label.Length == 0 || LockerName.Of(news.Label).Context == context;

    /// <inheritdoc/>
    protected override byte[] RenderAnew(EventForm form)
    {
        var name = news.Kind switch
        {
            NewsKind.Opened => "opened",
            NewsKind.Closed => "closed",
            NewsKind.Cleared => "cleared",
            NewsKind.Loaded => "loaded",
            _ => "reset",
        };
        return EventRendering.Event(form, name, Id, json =>
        {
            if (news.Label.Length > 0) EventRendering.Name(json, LockerName.Of(news.Label));
            if (news.Kind == NewsKind.Opened) json.WriteBoolean("current", news.Current);
            json.WriteString("at", Rfc3339.Text(news.Revision));
        });
    }
}
