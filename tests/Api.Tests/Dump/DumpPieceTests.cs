using System.Text;
using CsCheck;
using Lockers.Api.Configuration;
using Lockers.Api.Dump;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Dump;

/// <summary>Dumps that arrive in pieces, and texts that are larger than a piece.</summary>
public class DumpPieceTests
{
    private static readonly string Dump =
        """
        {"lockers":{"X":{"firstOpened":"2026-01-01T00:00:00Z","label":"X","peerLockers":{"p":{"instanceLockers":{"a:1":
        {"locker":{"k\u0041\ud83d\udd11é":{"base64":"/2EA","data":"\ufffda\u0000","json":true,"text":"","subKeys":{"":{"data":"\"\\\/\b\f\n\r\t€𐍈"}}}},"active":false}},
        "locker":{"locker":{}}}},"dataLocker":{"locker":{}},"current":true}},
        "peers":{"p":{"name":"p","namespace":"ns","pods":{"a:1":{"currentEpoch":{"epoch":1},"more":[1,{"x":"é"}]}},"podEpochs":{"a:1":[{"epoch":0},{"epoch":1}]}}},
        "peerTargets":{"p":{"t":{"name":"t", "odd": [ 1 , {} ] }}},"peerJobs":null,"peerTrackingHeaders":"\u00e9|b","peerProbes":{"a": 1.5e3}}
        """;

    [Fact]
    public void Wherever_a_dump_is_cut_into_pieces_it_is_read_the_same()
    {
        var dump = Encoding.UTF8.GetBytes(Dump);
        var whole = Shown(dump, dump.Length);

        for (var piece = 1; piece < dump.Length; piece++) Assert.Equal(whole, Shown(dump, piece));
    }

    [Fact]
    public void Wherever_a_dump_breaks_off_it_is_refused()
    {
        var dump = Encoding.UTF8.GetBytes(Dump);

        for (var length = 0; length < dump.Length; length++)
            Assert.Equal(400, Assert.Throws<ProblemException>(() => Parsed.Dump(dump.AsSpan(0, length), new())).Status);
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_skipped_in_front_only()
    {
        byte[] dump = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Dump)];

        Assert.Equal(Shown(dump[3..], dump.Length), Shown(dump, 1));
        Assert.Throws<ProblemException>(() => Parsed.Dump([0xEF, 0xBB, 0xBF, .. dump], new()));
        Assert.Throws<ProblemException>(() => Parsed.Dump([0xEF, 0xBB], new()));
        Assert.Throws<ProblemException>(() => Parsed.Dump([], new()));
    }

    // Texts around the size of what is read at once, of characters that are escaped in every way.
    [Fact]
    public void A_text_of_any_length_is_read_whole()
    {
        string[] all =
            ["a", @"\""", @"\\", @"\/", @"\n", @"\u0000", @"\u00e9", "é", "€", "𐍈", @"\ud83d\udd11", @"\uD83D\uDD11", new('x', 50)];
        var pieces = Gen.Int[0, all.Length - 1].Select(at => all[at]);
        (from some in pieces.Array[1, 8]
         from times in Gen.Int[1, 12_000]
         from piece in Gen.OneOf(Gen.Int[1, 9], Gen.Int[1000, 200_000])
         select (Json: string.Concat(Enumerable.Repeat(string.Concat(some), times)), Piece: Math.Max(piece, (some.Length * times / 5000) + 1)))
            .Sample(text =>
            {
                var expected = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{text.Json}\"")!;
                var dump = Encoding.UTF8.GetBytes(InKeys($$"""{"A":{"data":"{{text.Json}}"},"B":{"data":"b"} }"""));

                var entries = Entries(dump, text.Piece);

                Assert.Equal(expected, Encoding.UTF8.GetString(entries[0].Text!));
                Assert.Equal("b", Encoding.UTF8.GetString(entries[1].Text!));
            }, iter: 150);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(65_536)]
    [InlineData(3_000_001)]
    public void Bytes_in_base64_count_and_the_text_that_shows_them_does_not(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var limits = new LockersLimits { MaxValueBytes = length };
        var shown = Json(Encoding.UTF8.GetString(bytes) + "and more");
        string[] members = [$"\"base64\":\"{Convert.ToBase64String(bytes)}\"", $"\"data\":\"{shown}\"", "\"subKeys\":{\"B\":{}}"];

        foreach (var order in (int[][])[[0, 1, 2], [1, 0, 2], [2, 1, 0]])
        {
            var dump = Encoding.UTF8.GetBytes(InKeys($"{{\"A\":{{{string.Join(',', order.Select(at => members[at]))}}}}}"));
            Assert.Equal(bytes, Entries(dump, 100_000, limits)[1].Text);
        }
    }

    [Theory]
    [InlineData(@"\x")]
    [InlineData(@"\ud800x")]
    [InlineData(@"\udc00")]
    [InlineData(@"\ud800\u0041")]
    [InlineData(@"\u12g4")]
    [InlineData("\u0001")]
    [InlineData("\n")]
    public void A_long_text_that_is_no_JSON_string_is_told_by_its_place(string wrong)
    {
        foreach (var text in (string[])[wrong + new string('x', 200_000), new string('x', 200_000) + wrong])
        {
            var dump = Encoding.UTF8.GetBytes(InKeys($$"""{"A":{"data":"{{text}}"} }"""));
            var problem = Assert.Throws<ProblemException>(() => Parsed.Dump(dump, new(), 1000));
            Assert.Contains("at 'lockers.X.dataLocker.locker.A.data':", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_that_is_not_UTF8_in_the_dump_itself_is_refused()
    {
        foreach (var length in (int[])[0, 200_000])
        {
            byte[] dump = [.. Encoding.UTF8.GetBytes("""{"lockers":{"X":{"dataLocker":{"locker":{"A":{"data":" """), .. new byte[length].Select(_ => (byte)'x'), 0xC3, .. "\"}}}}}}"u8];
            Assert.Contains("UTF-8", Assert.Throws<ProblemException>(() => Parsed.Dump(dump, new(), 1000)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"data\":\"{0}\"", "has 300000 bytes; the limit is 200000")]
    [InlineData("\"base64\":\"{0}\"", "has 225000 bytes; the limit is 200000")]
    public void A_text_that_is_too_long_is_told_with_the_limit(string member, string why)
    {
        var text = member.Replace("{0}", new string('A', 300_000), StringComparison.Ordinal);
        var dump = Encoding.UTF8.GetBytes(InKeys("{\"A\":{" + text + "}}"));

        var problem = Assert.Throws<ProblemException>(() => Parsed.Dump(dump, new() { MaxValueBytes = 200_000 }));

        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_a_megabyte_is_kept_as_it_came_whatever_a_value_may_be_and_a_larger_one_is_refused()
    {
        var target = $$"""{ "name":"t",  "body":"{{new string('x', 1_048_000)}}\n" }""";
        var dump = $$"""{"peerTargets":{"p":{"t":{{target}},"u":{"name":"u"} } } }""";

        foreach (var limits in (LockersLimits[])[new(), new() { MaxValueBytes = 100_000, MaxEventBytes = 10_000 }])
        {
            var targets = Parsed.Dump(Encoding.UTF8.GetBytes(dump), limits, 10_000).Parts.Cast<DumpPeer>().SelectMany(part => part.State.Targets).ToList();

            Assert.Equal(target, Encoding.UTF8.GetString(targets[0].Json));
            Assert.Equal("u", targets[1].Name);
            var larger = Encoding.UTF8.GetBytes(dump.Replace("\\n", new string('x', 2_000_000), StringComparison.Ordinal));
            Assert.Contains("at 'peerTargets.p.t'", Assert.Throws<ProblemException>(() => Parsed.Dump(larger, limits, 10_000)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_known_of_a_peer_comes_in_parts_of_bounded_size()
    {
        var epochs = Enumerable.Range(0, 30_000).Select(at => $$"""{"epoch":{{at}},"name":"{{new string('n', 100)}}"}""");
        var addresses = string.Join(',', epochs.Chunk(1000).Select((some, at) => $"\"a:{at}\":[{string.Join(',', some)}]"));
        var dump = Encoding.UTF8.GetBytes($$"""{"peers":{"p":{"podEpochs":{ {{addresses}} },"namespace":"ns"} } }""");

        var parts = Parsed.Dump(dump, new()).Parts.Cast<DumpPeer>().Select(part => part.State).ToList();

        Assert.InRange(parts.Count, 4, 6);
        Assert.Equal(Enumerable.Range(0, 30_000), parts.SelectMany(part => part.PodEpochs).Select(epoch => epoch.Epoch));
        Assert.All(parts[..^1], part => Assert.Equal(("", false), (part.Namespace, part.Known)));
        Assert.Equal(("ns", true), (parts[^1].Namespace, parts[^1].Known));
    }

    [Fact]
    public void The_dump_of_one_locker_is_read_under_any_label()
    {
        var dump = """{"label":"other","peerLockers":{"p":{}},"dataLocker":{"locker":{"A":{"data":"a"}},"active":true},"current":true}"""u8;

        var parts = Parsed.Dump(dump, new(), label: "mine").Parts;

        Assert.Equal("mine", Assert.Single(parts.OfType<DumpLocker>()).Label);
        Assert.Equal("mine", Assert.Single(parts.OfType<DumpNodes>()).Label);
        Assert.Equal(("mine", "p"), Assert.Single(parts.OfType<DumpInstance>()) is var peer ? (peer.Label, peer.Peer) : default);
        foreach (var wrong in (string[])["{\"lockers\":{}}", "{\"label\":1}", "[]", "{\"X\":{}}", ""])
            Assert.Throws<ProblemException>(() => Parsed.Dump(Encoding.UTF8.GetBytes(wrong), new(), label: "mine"));
    }

    private static string InKeys(string keys) => "{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":" + keys + "}}}}";

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text)[1..^1];

    private static List<TreeEntry> Entries(byte[] dump, int piece, LockersLimits? limits = null) =>
        [.. Parsed.Dump(dump, limits ?? new(), piece).Parts.OfType<DumpNodes>().SelectMany(part => part.Entries)];

    // Parts without regard to where one ends and the next begins.
    private static string Shown(byte[] dump, int piece)
    {
        var (parts, sections) = Parsed.Dump(dump, new(), piece);
        var shown = new StringBuilder();
        foreach (var part in parts)
        {
            shown.Append(part switch
            {
                DumpNodes nodes => $"{nodes.Label} {nodes.Peer} {nodes.Instance} " + string.Join(
                    ';', nodes.Entries.Select(e => $"{e.Path} {Convert.ToHexString(e.Text ?? [])} {e.First} {e.Last} {e.Format}")),
                DumpPeer { State: var peer } => $"{peer.Name} {peer.Known} {peer.Namespace} {string.Join(';', peer.Pods)} "
                    + $"{string.Join(';', peer.PodEpochs)} {string.Join(';', peer.Targets.Select(t => t.Name + Encoding.UTF8.GetString(t.Json)))}",
                _ => part.ToString(),
            }).Append('\n');
        }

        return shown.Append(sections.TrackingHeaders).Append(Encoding.UTF8.GetString(sections.Probes!)).ToString();
    }
}
