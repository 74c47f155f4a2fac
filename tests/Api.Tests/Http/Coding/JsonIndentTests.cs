using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Lockers.Api.Http.Coding;

namespace Lockers.Api.Tests.Http.Coding;

public class JsonIndentTests
{
    [Theory]
    [InlineData("{}\n", "{}\n")]
    [InlineData("[]", "[]")]
    [InlineData("null\n", "null\n")]
    [InlineData("""{"a":1,"b":[true,{}]}""" + "\n", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {}\n  ]\n}\n")]
    [InlineData("""{"a, b":"{[:,\"\\"}""", "{\n  \"a, b\": \"{[:,\\\"\\\\\"\n}")]
    [InlineData("[ 1 ,\r\n\t2 ]", "[\n  1,\n  2\n]")]
    public void JSON_is_put_into_lines(string json, string lines) => Assert.Equal(lines, Indented(json, json.Length + 1));

    [Fact]
    public void It_is_the_same_JSON_however_it_is_cut()
    {
        var texts = Gen.String.Array[0, 3].Array[0, 3].Select(Gen.Int[1, 20]);
        texts.Sample((values, piece) =>
        {
            var json = JsonSerializer.Serialize(new { a = values, b = new { }, c = Array.Empty<int>(), d = values.Length });

            var indented = Indented(json, piece);

            return JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(indented)) && indented == Indented(json, json.Length);
        });
    }

    [Fact]
    public void Lines_of_what_is_nested_very_deep_do_not_grow_any_more()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.InRange(Indented(deep, 1000).Length, 0, 20_000 * 130);
    }

    private static string Indented(string json, int piece)
    {
        var (indent, lines, bytes) = (default(JsonIndent), new ArrayBufferWriter<byte>(), Encoding.UTF8.GetBytes(json));
        for (var at = 0; at < bytes.Length; at += piece) indent.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), lines);
        return Encoding.UTF8.GetString(lines.WrittenSpan);
    }
}
