using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Lockers.Grains.Interfaces.Tests;

public class JsonTextTests
{
    private const string Special = "\"\\/\u007F\u2028\uFFFD<&'";

    // UTF-16 units of every kind, broken pairs among them.
    private static readonly Gen<string> Units = Gen.OneOf(
        Gen.Char,
        Gen.Char['\0', '\u001F'],
        Gen.Int[0, Special.Length - 1].Select(at => Special[at]),
        Gen.Char['\uD800', '\uDFFF']).Array[0, 60].Select(units => new string(units));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<a href='x'>&amp;+/", "<a href='x'>&amp;+/")]
    [InlineData("ключ 鍵 \u2028 \uFFFD \u007F", "ключ 鍵 \u2028 \uFFFD \u007F")]
    [InlineData("🔑👩‍👩‍👧", "🔑👩‍👩‍👧")]
    [InlineData("say \"no\" to \\", "say \\\"no\\\" to \\\\")]
    [InlineData("\n\r\t\b\f", "\\n\\r\\t\\b\\f")]
    [InlineData("\u0001\u001F", "\\u0001\\u001F")]
    public void Only_what_json_wants_escaped_is_escaped(string text, string inside) => Assert.Equal($"\"{inside}\"", Written(text));

    [Theory]
    [InlineData("\uD83D")]
    [InlineData("\uDD11")]
    [InlineData("a\uD83Db")]
    [InlineData("🔑\uDD11")]
    public void Half_a_character_shows_as_the_replacement_character(string text) =>
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), Read(Written(text)));

    [Fact]
    public void Every_text_comes_back_as_its_utf8_says() =>
        Units.Sample(text => Read(Written(text)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Utf8_comes_back() => Units.Sample(text =>
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Read(Written(json => json.WriteStringValue(utf8))) == Encoding.UTF8.GetString(utf8);
    });

    [Fact]
    public void Names_of_members_come_back() => Units.Sample(text =>
    {
        var json = Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNull(text);
            writer.WriteEndObject();
        });
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().Single().Name == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    });

    private static string Written(string text) => Encoding.UTF8.GetString(Written(json => json.WriteStringValue(text)));

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, JsonText.Options)) write(json);
        return bytes.WrittenSpan.ToArray();
    }

    private static string? Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static string? Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetString();
    }
}
