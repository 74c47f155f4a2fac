using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>The objects of a dump that are being read, from the outside in. Its depth costs no stack of calls.</summary>
internal sealed class DumpFrames
{
    private const int MaxPlace = 500;

    private readonly List<DumpFrame> _frames = [];
    private int _depth;

    /// <summary>Whether none is being read.</summary>
    public bool IsEmpty => _depth == 0;

    /// <summary>The innermost.</summary>
    public DumpFrame Top => _frames[_depth - 1];

    /// <summary>The one around the innermost, or null.</summary>
    public DumpFrame? Above => _depth > 1 ? _frames[_depth - 2] : null;

    /// <summary>Begins one.</summary>
    public void Begin(DumpShape shape, string name)
    {
        if (_depth == _frames.Count) _frames.Add(new());
        _frames[_depth++].Begin(shape, name);
    }

    /// <summary>Begins what the member of the innermost is, an object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public void BeginObject(ref Utf8JsonReader reader, DumpShape shape)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("it is not an object");
        Begin(shape, Top.Member);
    }

    /// <summary>As <see cref="BeginObject"/>; goto may say null where there is nothing.</summary>
    public void BeginMap(ref Utf8JsonReader reader, DumpShape shape)
    {
        if (reader.TokenType != JsonTokenType.Null) BeginObject(ref reader, shape);
    }

    /// <summary>Ends the innermost, which is good until the next one begins.</summary>
    public DumpFrame Pop() => _frames[--_depth];

    /// <summary>The name of the innermost of these shapes, or null.</summary>
    public string? NameOf(params ReadOnlySpan<DumpShape> shapes)
    {
        for (var at = _depth - 1; at >= 0; at--)
        {
            if (shapes.Contains(_frames[at].Shape)) return _frames[at].Name;
        }

        return null;
    }

    /// <summary>The locker that is being read, as the registry knows it: its label, or <see cref="LockerName.Key"/>; null where none is.</summary>
    public string? Locker => NameOf(DumpShape.Locker) is { } label ? KeyOf(label) : null;

    /// <summary>What the registry knows a locker by that stands in the innermost lockers.</summary>
    public string KeyOf(string label) =>
        NameOf(DumpShape.Contexts) is not null && NameOf(DumpShape.Lockers) is { } context ? new LockerName(context, label).Key : label;

    /// <summary>Where in the dump the reading is: names with a dot between them, the middle left out where they are many.</summary>
    public string Place()
    {
        var place = new StringBuilder();
        for (var at = 0; at < _depth; at++) place.Append(at > 0 ? "." : "").Append(_frames[at].Member);
        if (place.Length > MaxPlace) place.Remove(200, place.Length - 400).Insert(200, "…");
        return place.ToString();
    }
}
