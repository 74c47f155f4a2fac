using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Lockers.Api.Events;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Events;

public class EventBodyTests
{
    private static readonly long Now = new DateTime(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc).Ticks;

    [Theory]
    [InlineData("goto-0.7.0-peer-session.jsonl", 51)]
    [InlineData("goto-0.9-full-session.jsonl.gz", 102)]
    public void Events_of_live_peers_are_kept_as_they_are(string file, int expected)
    {
        var events = Recordings.Lines(file)
            .Where(line => line.Uri.EndsWith("/events/store", StringComparison.Ordinal) && line.Body.StartsWith('{')).ToList();
        Assert.Equal(expected, events.Count);
        foreach (var line in events)
        {
            var theirs = JsonNode.Parse(line.Body)!.AsObject();
            theirs.TryAdd("summary", "");

            var kept = Parse(line.Body);

            Assert.True(JsonNode.DeepEquals(theirs, JsonNode.Parse(kept.Json)), line.Body);
            Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes((string)theirs["at"]!), out var ticks, out var nanoseconds));
            Assert.Equal((ticks, nanoseconds), (kept.Ticks, kept.Nanoseconds));
        }
    }

    [Fact]
    public void Events_of_live_peers_that_Go_printed_have_their_title_and_all_of_the_text_as_data()
    {
        var events = Recordings.Lines("goto-0.9-full-session.jsonl.gz")
            .Where(line => line.Uri.EndsWith("/events/store", StringComparison.Ordinal) && line.Body.StartsWith('&')).ToList();
        Assert.Equal(12, events.Count);
        foreach (var line in events)
        {
            var kept = JsonNode.Parse(Parse(line.Body).Json)!;

            Assert.Equal("Target Invoked", (string)kept["title"]!);
            Assert.Contains($" Summary:{(string)kept["summary"]!} Data:", line.Body, StringComparison.Ordinal);
            Assert.Equal(line.Body, (string)kept["data"]!);
            Assert.Contains(((string)kept["at"]!)[..^1].Replace('T', ' '), line.Body, StringComparison.Ordinal);
            Assert.Equal(("p", "h"), ((string)kept["peer"]!, (string)kept["peerHost"]!));
        }
    }

    [Theory]
    [InlineData("", "", "\"\"")]
    [InlineData("no JSON at all", "", "\"no JSON at all\"")]
    [InlineData("[1,2.50]", "", "[1,2.50]")]
    [InlineData("null", "", "null")]
    [InlineData("{\"title\":\"t\"}", "t", "\"\"")]
    [InlineData("{\"title\":\"t\"} x", "", "\"{\\\"title\\\":\\\"t\\\"} x\"")]
    [InlineData("{\"Title\":\"t\",\"DATA\":{\"a\":[{}]},\"more\":1}", "t", "{\"a\":[{}]}")]
    [InlineData("{\"title\":7,\"data\":null}", "7", "null")]
    [InlineData("{\"title\":\"\\ud800\"}", "", "\"{\\\"title\\\":\\\"\\\\ud800\\\"}\"")]
    [InlineData("&{Title:a b Data:map[x:1] At:2026-11-27 01:11:59.5 +0000 UTC Peer:p}", "a b", null)]
    [InlineData("&{Title:", "", "\"&{Title:\"")]
    [InlineData("&{Title: Data:", "", "\"&{Title: Data:\"")]
    public void Whatever_comes_is_an_event(string body, string title, string? data)
    {
        var json = Parse(body).Json;
        var kept = JsonNode.Parse(json)!;

        Assert.Equal(["title", "summary", "data", "at", "peer", "peerHost"], kept.AsObject().Select(member => member.Key));
        Assert.Equal(title, (string)kept["title"]!);
        if (data is not null) Assert.Equal(data, Encoding.UTF8.GetString(json.AsSpan()[EventText.Values(json).Data]));
    }

    [Theory]
    [InlineData("{\"title\":\"t\",\"at\":\"2026-11-27T01:00:00.123456789Z\"}", "2026-11-27T01:00:00.123456789Z")]
    [InlineData("{\"title\":\"t\",\"at\":\"2026-11-27T03:00:00+02:00\"}", "2026-11-27T03:00:00+02:00")]
    [InlineData("{\"title\":\"t\",\"at\":\"yesterday\"}", "2026-11-27T12:00:00Z")]
    [InlineData("{\"title\":\"t\"}", "2026-11-27T12:00:00Z")]
    [InlineData("&{Title:a Data:1 At:2026-11-27 01:11:59.681027821 +0000 UTC m=+1.640588916 Peer:p}", "2026-11-27T01:11:59.681027821Z")]
    [InlineData("&{Title:a Data:1 At:soon +0000 UTC Peer:p}", "2026-11-27T12:00:00Z")]
    public void An_event_without_a_time_has_that_of_its_arrival(string body, string at) => Assert.Equal(at, (string)JsonNode.Parse(Parse(body).Json)!["at"]!);

    [Fact]
    public void Any_bytes_are_an_event() => Gen.Byte.Array.Sample(body => JsonNode.Parse(Parse(body).Json) is JsonObject);

    [Fact]
    public void Any_bytes_in_the_place_of_others_are_an_event() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var body = Encoding.UTF8.GetBytes("""{"title":"t","summary":"s","data":{"a":["\u00e9x"]},"at":"2026-11-27T01:00:00Z","peer":"p","peerHost":"h"}""");
            foreach (var (at, value) in changes) body[at % body.Length] = value;
            var json = Parse(body).Json;
            var (title, summary, data) = EventText.Values(json);
            return JsonNode.Parse(json.AsSpan()[title]) is JsonValue && JsonNode.Parse(json.AsSpan()[summary]) is JsonValue && IsJson(json[data]);
        });

    private static bool IsJson(byte[] text)
    {
        using var json = JsonDocument.Parse(text);
        return true;
    }

    private static NewEvent Parse(string body) => Parse(Encoding.UTF8.GetBytes(body));

    private static NewEvent Parse(byte[] body) => new EventBody("p", "h", Now).Parse(body);
}
