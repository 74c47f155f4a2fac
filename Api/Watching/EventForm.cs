namespace Lockers.Api.Watching;

/// <summary>How events are sent.</summary>
/// <param name="IsLines">As lines of JSON, for scripts; else as server-sent events.</param>
/// <param name="HasData">With texts.</param>
internal readonly record struct EventForm(bool IsLines, bool HasData)
{
    /// <summary>How many forms there are.</summary>
    public const int Count = 4;

    /// <summary>The number of this form.</summary>
    public int Index => (IsLines ? 2 : 0) + (HasData ? 1 : 0);

    /// <summary>The content type of a stream in this form.</summary>
    public string ContentType => IsLines ? "application/x-ndjson" : "text/event-stream";
}
