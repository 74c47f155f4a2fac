using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Lines;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Lines;

public class ImportLineTests
{
    private static readonly LockersLimits Limits = new() { MaxPathDepth = 3, MaxKeyBytes = 5, MaxValueBytes = 10 };

    [Fact]
    public void A_line_has_everything_that_an_export_says()
    {
        var line = new ImportLine(Limits);

        Assert.Null(line.Read(
            """{"path":["A","","\u00e4\n"],"peer":"p","instance":"1:1","base64":"/wA=","json":true,"firstReported":"2026-11-27T00:00:01Z","lastReported":"2026-11-27T00:00:02.1234567Z"} """u8));

        var entry = line.Entry;
        Assert.Equal(("p", "1:1", "A,,ä\n", TextFormat.Json), (line.Peer, line.Instance, entry.Path.ToString(), entry.Format));
        Assert.Equal([0xFF, 0x00], entry.Text!);
        Assert.Equal("2026-11-27T00:00:01Z 2026-11-27T00:00:02.1234567Z", $"{Rfc3339.Text(entry.First)} {Rfc3339.Text(entry.Last)}");
    }

    [Fact]
    public void Nothing_of_a_line_is_left_in_the_next()
    {
        var line = new ImportLine(Limits);
        Assert.Null(line.Read("""{"path":["A"],"peer":"p","instance":"1:1","text":"x","json":true,"firstReported":"2026-11-27T00:00:01Z"}"""u8));

        Assert.Null(line.Read("""{"text":"","path":[""]}"""u8));

        Assert.Equal((null, "", "", TextFormat.Plain, 0), (line.Peer, line.Instance, line.Entry.Path.ToString(), line.Entry.Format, line.Entry.First));
        Assert.Empty(line.Entry.Text!);
        Assert.Null(line.Read("""{"path":["A"],"peer":"p","instance":"","text":"\ud83d\ude00"}"""u8));
        Assert.Equal(("p", "", "😀"), (line.Peer, line.Instance, Encoding.UTF8.GetString(line.Entry.Text!)));
        Assert.Null(line.Read("""{"path":["A"],"peer":"p","instance":"1:1","text":""}"""u8));
        Assert.Equal(("p", "1:1"), (line.Peer, line.Instance));
    }

    [Theory]
    [InlineData("""{"path":["A"]}""", "neither 'text' nor 'base64'")]
    [InlineData("""{"text":"x"}""", "no 'path'")]
    [InlineData("""{"path":["A"],"text":"x","base64":""}""", "both")]
    [InlineData("""{"path":["A"],"text":"x","text":"y"}""", "'text' is there twice")]
    [InlineData("""{"path":["A"],"txt":"x"}""", "no member 'txt'; there are path, text")]
    [InlineData("""{"path":"A","text":"x"}""", "'path': it is not an array")]
    [InlineData("""{"path":[],"text":"x"}""", "'path': it has no key")]
    [InlineData("""{"path":["A",1],"text":"x"}""", "key 2 is not a string")]
    [InlineData("""{"path":["A,B"],"text":"x"}""", "key 1 holds ','")]
    [InlineData("""{"path":["A\u0000"],"text":"x"}""", "U+0000")]
    [InlineData("""{"path":["A","äää"],"text":"x"}""", "key 2 has 6 bytes; the limit is 5")]
    [InlineData("""{"path":["A","A","A","A"],"text":"x"}""", "more than 3 keys")]
    [InlineData("""{"path":["A"],"text":"12345678901"}""", "11 bytes; the limit is 10")]
    [InlineData("""{"path":["A"],"base64":"AAAAAAAAAAAAAAA="}""", "11 bytes; the limit is 10")]
    [InlineData("""{"path":["A"],"base64":"A"}""", "not base64")]
    [InlineData("""{"path":["A"],"base64":"AA\nAA"}""", "not base64")]
    [InlineData("""{"path":["A"],"text":null}""", "'text': it is not a string")]
    [InlineData("""{"path":["A"],"text":"\ud800"}""", "surrogate")]
    [InlineData("""{"path":["A"],"text":"x","json":1}""", "'json': it is neither")]
    [InlineData("""{"path":["A"],"text":"x","lastReported":"yesterday"}""", "'lastReported': it is not an RFC 3339 time")]
    [InlineData("""{"path":["A"],"text":"x","peer":"a/b"}""", "'peer': Peer name must not hold '/'")]
    [InlineData("""{"path":["A"],"text":"x","peer":""}""", "'peer': Peer name must have 1 to 256")]
    [InlineData("""{"path":["A"],"text":"x","instance":"1:1"}""", "an 'instance' and no 'peer'")]
    [InlineData("""{"path":["A"],"text":"x"} x""", "not JSON: byte 27")]
    [InlineData("""{"path":["A"],"text":"x" """, "not JSON")]
    [InlineData("""["path"]""", "not a JSON object")]
    [InlineData("x", "not JSON: byte 1")]
    public void What_cannot_be_a_line_is_said(string line, string why) =>
        Assert.Contains(why, new ImportLine(Limits).Read(Encoding.UTF8.GetBytes(line)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", 1)]
    [InlineData("0001-01-01T00:00:00.0000002Z", 2)]
    public void A_text_that_expired_at_the_beginning_of_all_times_does_not_stay_for_ever(string expires, long ticks)
    {
        var line = new ImportLine(Limits);

        Assert.Null(line.Read(Encoding.UTF8.GetBytes($$"""{"path":["A"],"text":"x","expires":"{{expires}}"}""")));

        Assert.Equal(ticks, line.Entry.Expires);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_said() => Assert.Equal("it is not UTF-8", new ImportLine(Limits).Read([0x22, 0xFF, 0x22]));

    [Fact]
    public void A_locker_without_peers_takes_none() =>
        Assert.Contains("no peers", new ImportLine(Limits, peers: false).Read("""{"path":["A"],"text":"x","peer":"p"}"""u8), StringComparison.Ordinal);
}
