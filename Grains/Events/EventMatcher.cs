using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Events;

/// <summary>
/// Tells whether an event's title, summary or data contains a text, in any case, literally. Data is searched as the JSON that is shown, so a text that is
/// written otherwise inside of JSON strings is looked for in that form too.
/// </summary>
internal sealed class EventMatcher : IDisposable
{
    private readonly TextMatcher _text;
    private readonly TextMatcher? _escaped;

    public EventMatcher(string text)
    {
        _text = new(text);
        var escaped = JsonEncodedText.Encode(text, JsonText.Encoder).ToString();
        if (escaped != text) _escaped = new(escaped);
    }

    /// <summary>Whether an event contains it.</summary>
    /// <param name="json">The event.</param>
    public bool IsIn(ReadOnlySpan<byte> json)
    {
        var (title, summary, data) = EventText.Values(json);
        return IsInString(json[title]) || IsInString(json[summary]) || IsInAny(json[data]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _escaped?.Dispose();
    }

    private bool IsInString(ReadOnlySpan<byte> quoted) => (_escaped ?? _text).IsIn(quoted[1..^1]);

    private bool IsInAny(ReadOnlySpan<byte> json) =>
        json[0] == '"' ? IsInString(json) : _text.IsIn(json) || _escaped?.IsIn(json) == true;
}
