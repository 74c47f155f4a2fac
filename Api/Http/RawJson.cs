using System.Text.Json;
using System.Text.Unicode;

namespace Lockers.Api.Http;

/// <summary>Checks JSON that is kept as it came.</summary>
internal static class RawJson
{
    /// <summary>How deep it may be: what .NET's readers take when they are not told otherwise.</summary>
    public const int MaxDepth = 64;

    /// <summary>Why it cannot be kept, or null. It is known to be one JSON value.</summary>
    public static string? WhyNot(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return "it is not UTF-8";
        var objects = new Stack<KeySet>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    objects.Push(new());
                    break;
                case JsonTokenType.EndObject:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName when reader.GetString() is var name && !objects.Peek().Add(name!):
                    return $"'{name}' stands there twice";
                case JsonTokenType.String:
                    // Half a surrogate pair is no text, though the reader lets it pass.
                    _ = reader.ValueIsEscaped ? reader.GetString() : null;
                    break;
            }
        }

        return null;
    }
}
