using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CsCheck;
using Lockers.Api.Tests.Messages;

namespace Lockers.Api.Tests.Lines;

/// <summary>Whatever is stored, what an export gives is the same again when it was imported, byte for byte.</summary>
public sealed class ExportImportPropertyTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly Gen<string> Key = Gen.Frequency(
        (3, Gen.OneOf("A", "B", "client", "t1", "")),
        (1, Gen.OneOf("漢字", "😀", "\"\\\n", " ", "a/b?c#d%20", "\u2028", "\u0001\u007f", "{\"path\":[]}", new string('k', 1024))));

    private static readonly Gen<byte[]> Text = Gen.Frequency(
        (3, Gen.OneOf("text", "", "{\"a\":[1,2]}", "line\nline\r\n\t\"\\", "ä漢😀", "\u0000\u001f\u2028").Select(Encoding.UTF8.GetBytes)),
        (2, Gen.Byte.Array[0, 40]),
        (1, Gen.Int[16_000, 70_000].Select(length => Enumerable.Range(0, length).Select(i => (byte)(i % 3 == 0 ? 0xFF : i)).ToArray())),
        (1, Gen.Int[16_000, 70_000].Select(length => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ä\n漢", length / 6))))));

    private static readonly Gen<Stored> Line = Gen.Select(
        Gen.Frequency((3, Key.Array[1, 4]), (1, Key.Array[30, 60].Select(keys => Array.ConvertAll(keys, key => key.Length > 9 ? "k" : key)))),
        Gen.Int[0, 3].Select(i => i < 2 ? null : i == 2 ? "p" : "q,+"), Gen.OneOf("", "1.1.1.1:1", "漢"), Text, Gen.Bool, Gen.Long[1, DateTime.MaxValue.Ticks], Gen.Long[1, DateTime.MaxValue.Ticks],
        (path, peer, instance, text, json, first, last) => new Stored(path, peer, peer is null ? "" : instance, text, json, Math.Min(first, last), Math.Max(first, last)));

    private int _labels;

    [Fact]
    public async Task Export_import_and_export_give_the_same_bytes() =>
        await Line.Array[0, 40].SampleAsync(Check, iter: 25, threads: 1);

    private async Task Check(Stored[] lines)
    {
        var (first, second) = (Label(), Label());
        var sent = string.Concat(lines.Select(line => line.ToJson() + "\n"));
        Assert.Equal($$"""{"stored":{{lines.Length}}}""" + "\n", await Import(first, sent));
        var exported = lines.Length == 0 ? "" : await Get($"lockers/{first}/export");
        Assert.Equal(Last(lines), Exported(exported));

        await Import(second, exported);
        if (lines.Length > 0) Assert.Equal(exported, await Get($"lockers/{second}/export"));

        // And over what is there already it changes nothing.
        await Import(first, exported);
        if (lines.Length > 0) Assert.Equal(exported, await Get($"lockers/{first}/export"));
        await silos.Client.PostAsync(new Uri($"/registry/lockers/{first}/close", UriKind.Relative), null);
        await silos.Client.PostAsync(new Uri($"/registry/lockers/{second}/close", UriKind.Relative), null);
    }

    // Of lines for one key the last one counts.
    private static List<string> Last(Stored[] lines) =>
        [.. lines.GroupBy(line => line.Where).Select(same => same.Last().Told).Order(StringComparer.Ordinal)];

    private static List<string> Exported(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Stored.Of(JsonNode.Parse(line)!).Told).Order(StringComparer.Ordinal)];

    private string Label() => $"lines{Interlocked.Increment(ref _labels)}";

    private async Task<string> Get(string route)
    {
        using var answer = await silos.Client.GetAsync(new Uri($"/registry/{route}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> Import(string label, string lines)
    {
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await silos.Client.PostAsync(new Uri($"/registry/lockers/{label}/import", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private sealed record Stored(string[] Path, string? Peer, string Instance, byte[] Text, bool Json, long First, long Last)
    {
        public string Where => $"{Peer} {Instance} {string.Join(',', Path)}";

        // Times of a key with subkeys are widened by those below it: they are compared as bytes of exports, not here.
        public string Told => $"{Where} {Convert.ToHexString(Text)} {Json}";

        public static Stored Of(JsonNode line) => new(
            [.. line["path"]!.AsArray().Select(key => (string)key!)], (string?)line["peer"], (string?)line["instance"] ?? "",
            line["text"] is { } text ? Encoding.UTF8.GetBytes((string)text!) : Convert.FromBase64String((string)line["base64"]!), (bool?)line["json"] ?? false, 0, 0);

        public string ToJson()
        {
            var line = new JsonObject
            {
                ["path"] = new JsonArray([.. Path.Select(key => (JsonNode)key)]),
                ["firstReported"] = new DateTime(First, DateTimeKind.Utc),
                ["lastReported"] = new DateTime(Last, DateTimeKind.Utc),
            };
            if (Peer is not null) line["peer"] = Peer;
            if (Instance.Length > 0) line["instance"] = Instance;
            if (Json) line["json"] = true;
            if (Utf8.IsValid(Text)) line["text"] = Encoding.UTF8.GetString(Text);
            else line["base64"] = Convert.ToBase64String(Text);
            return line.ToJsonString(JsonSerializerOptions.Default);
        }
    }
}
