using System.Text;
using CsCheck;
using Lockers.Api.Dump;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Dump;

public class DumpParserTests
{
    private const string Node = """{"data":"d","subKeys":{},"firstReported":"2026-01-01T00:00:00Z","lastReported":"2026-01-01T00:00:01Z"}""";

    private const string Valid = """
        {
          "lockers": {
            "default": {"label":"default","peerLockers":{},"dataLocker":{"locker":{},"active":true},"current":false},
            "X": {
              "label": "X",
              "peerLockers": {
                "p": {
                  "instanceLockers": {"1.1.1.1:1": {"locker": {"client": NODE}, "active": false}},
                  "locker": {"locker": {"": NODE}, "active": true}
                }
              },
              "dataLocker": {"locker": {"A": {"data":"","subKeys":{"B": NODE},"firstReported":"2026-01-01T00:00:00Z","lastReported":"2026-01-01T00:00:00Z"}}, "active": true},
              "current": true
            }
          },
          "peers": {"p": {"name":"p","namespace":"ns","pods":{"1.1.1.1:1":{"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","healthy":true,
            "currentEpoch":{"epoch":1,"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","firstContact":"2026-01-01T00:00:00Z","lastContact":"2026-01-01T00:00:00Z"},
            "pastEpochs":null,"url":"","offline":false}},
            "podEpochs":{"1.1.1.1:1":[{"epoch":1,"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","firstContact":"2026-01-01T00:00:00Z","lastContact":"2026-01-01T00:00:00Z"}]}}},
          "peerTargets": {"p": {"t": {"name":"t"}}},
          "peerJobs": {"p": {"j": {"id":"j"}}},
          "peerTrackingHeaders": "a|b",
          "peerProbes": {"readinessProbe":"/x"}
        }
        """;

    private static readonly string ValidDump = Valid.Replace("NODE", Node, StringComparison.Ordinal);

    [Fact]
    public void A_dump_is_read_whole()
    {
        var (parts, sections) = Parse(ValidDump);

        Assert.Equal((LoadSections)63, sections.Held);
        Assert.Equal([("default", false), ("X", true)], parts.OfType<DumpLocker>().Select(locker => (locker.Label, locker.Current)));
        Assert.Equal(
            [("p", "1.1.1.1:1", false), ("p", null, true)],
            parts.OfType<DumpInstance>().Select(instance => (instance.Peer, instance.Instance, instance.Active)));
        var nodes = parts.OfType<DumpNodes>().ToList();
        Assert.Equal([("p", "1.1.1.1:1"), ("p", ""), (null, "")], nodes.Select(node => (node.Peer, node.Instance)));
        Assert.Equal(["A,B", "A"], nodes[2].Entries.Select(entry => entry.Path.ToString()));
        var peers = parts.OfType<DumpPeer>().Select(part => part.State).ToList();
        Assert.Equal([("p", true), ("p", false), ("p", false)], peers.Select(peer => (peer.Name, peer.Known)));
        Assert.Equal("ns", peers[0].Namespace);
        Assert.Equal("1.1.1.1:1", Assert.Single(peers[0].Pods).Address);
        Assert.Equal(1, Assert.Single(peers[0].PodEpochs).Epoch);
        Assert.Equal("t", Assert.Single(peers[1].Targets).Name);
        Assert.Equal("j", Assert.Single(peers[2].Jobs).Name);
        Assert.Equal(LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs, sections.Held & ~(LoadSections.Lockers | LoadSections.TrackingHeaders | LoadSections.Probes));
        Assert.Equal("a|b", sections.TrackingHeaders);
        Assert.Equal("""{"readinessProbe":"/x"}""", Encoding.UTF8.GetString(sections.Probes!));
    }

    [Fact]
    public void Scripts_and_files_come_in_base64_and_a_job_is_named_by_either_member()
    {
        var (parts, sections) = Parse(
            """{"peerJobs":{"p":{"j":{"Name":"j"}}},"peerFiles":{"p":{"/f":"AP8="}},"peerJobScripts":{"p":{"s":""}},"peerTrackingTimeBuckets":"0-9"}""");

        Assert.Equal(LoadSections.Jobs | LoadSections.JobFiles | LoadSections.TimeBuckets, sections.Held);
        Assert.Equal("0-9", sections.TimeBuckets);
        var peers = parts.OfType<DumpPeer>().Select(part => part.State).ToList();
        Assert.Equal("j", Assert.Single(peers[0].Jobs).Name);
        var file = Assert.Single(peers[1].Files);
        Assert.Equal((SettingKind.File, "/f", "AP8="), (file.Kind, file.Name, Convert.ToBase64String(file.Bytes)));
        Assert.Equal([(SettingKind.Script, "s")], parts.OfType<DumpPeer>().Last().State.Files.Select(script => (script.Kind, script.Name)));
    }

    [Fact]
    public void Trees_of_a_goto_from_0_9_on_have_texts_and_times_among_their_keys()
    {
        const string Dump = """
            {"lockers":{"X":{"current":true,"dataLocker":{"data":{"data":{"data":"deep"},"data2":{},"firstReported":"2026-01-01T00:00:00Z"},"a":{"data":"top"}},
              "label":"X","peerLockers":{"p":{"events":{"e":{"data":"1"}},"instanceLockers":{"1.1.1.1:1":{"client":{"t1":{"data":"{}"}}}},"own":{"data":"2"}},"q":{}},"subLockers":{}}}}
            """;

        var (parts, _) = Parsed.Dump(Encoding.UTF8.GetBytes(Dump), new(), isOfGoto: true);

        Assert.Equal(
            [
                "(data),: data,data=deep data,data2= data=null a=top", "p,: events,e=1 events=null", "p,1.1.1.1:1: client,t1={} client=null", "p,: own=2",
            ],
            parts.OfType<DumpNodes>().Select(nodes => $"{nodes.Peer ?? "(data)"},{nodes.Instance}: " + string.Join(' ', nodes.Entries.Select(
                entry => $"{entry.Path}={(entry.Text is null ? "null" : Encoding.UTF8.GetString(entry.Text))}"))));
        Assert.Equal(
            [("p", "1.1.1.1:1"), ("p", null), ("q", null)], parts.OfType<DumpInstance>().Select(instance => (instance.Peer, instance.Instance)));
        Assert.True(Assert.Single(parts.OfType<DumpLocker>()).Current);
        Assert.Contains("there is no such member", Problem(Dump), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_older_than_what_is_below_it()
    {
        var (parts, _) = Parse(ValidDump);

        var entries = parts.OfType<DumpNodes>().Last().Entries;
        Assert.Equal(entries[0].Last, entries[1].Last);
    }

    [Fact]
    public void A_key_with_subkeys_and_no_data_has_no_text_and_one_without_has_an_empty_one()
    {
        var (parts, _) = Parse(InKeys("""{"A":{"data":"","subKeys":{"B":{"data":"","subKeys":{}}}}}"""));

        var entries = Assert.Single(parts.OfType<DumpNodes>()).Entries;
        Assert.Equal(0, entries[0].Text?.Length);
        Assert.Null(entries[1].Text);
    }

    [Fact]
    public void Goto_may_say_null_where_a_map_is_empty()
    {
        var (parts, sections) = Parse(
            """{"lockers":{"X":{"peerLockers":null,"dataLocker":{"locker":null}}},"peers":null,"peerTargets":null,"peerJobs":null,"peerProbes":null}""");

        Assert.Equal("X", Assert.IsType<DumpLocker>(Assert.Single(parts)).Label);
        Assert.Equal(LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs, sections.Held & ~(LoadSections.Lockers | LoadSections.TrackingHeaders | LoadSections.Probes));
    }

    [Fact]
    public void A_dump_of_nothing_replaces_nothing()
    {
        var (parts, sections) = Parse("{}");

        Assert.Empty(parts);
        Assert.Equal(LoadSections.None, sections.Held);
        Assert.Null(sections.Probes);
        Assert.Null(sections.TrackingHeaders);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("DEFAULT")]
    public void Default_is_one_locker_in_any_case(string label)
    {
        var (parts, _) = Parse("{\"lockers\":{\"" + label + "\":{\"label\":\"" + label + "\"}}}");
        Assert.Equal("default", Assert.IsType<DumpLocker>(Assert.Single(parts)).Label);

        Assert.Contains("twice", Problem("{\"lockers\":{\"default\":{},\"" + label + "\":{}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_text_and_keys_are_unescaped()
    {
        var (parts, _) = Parse(InKeys("""{"\u0041\n\ud83d\udd11":{"data":"\"\u00e9\ud83d\udd11"}}"""));

        var entry = Assert.Single(Assert.Single(parts.OfType<DumpNodes>()).Entries);
        Assert.Equal("A\n🔑", entry.Path.ToString());
        Assert.Equal("\"é🔑", Encoding.UTF8.GetString(entry.Text!));
    }

    [Theory]
    [InlineData("[]", "''")]
    [InlineData("1", "''")]
    [InlineData("{", "''")]
    [InlineData("{\"lockers\":", "'lockers'")]
    [InlineData("{} {}", "''")]
    [InlineData("{\"lockers\":[]}", "'lockers'")]
    [InlineData("{\"nonsense\":1}", "'nonsense'")]
    [InlineData("{\"lockers\":{},\"lockers\":{}}", "'lockers'")]
    [InlineData("{\"lockers\":{\"X\":1}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"X\":null}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"open\":{}}}", "'lockers.open'")]
    [InlineData("{\"lockers\":{\"a/b\":{}}}", "'lockers.a/b'")]
    [InlineData("{\"lockers\":{\"\":{}}}", "'lockers.'")]
    [InlineData("{\"lockers\":{\"X\":{},\"X\":{}}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"X\":{\"label\":\"Y\"}}}", "'lockers.X.label'")]
    [InlineData("{\"lockers\":{\"X\":{\"label\":1}}}", "'lockers.X.label'")]
    [InlineData("{\"lockers\":{\"X\":{\"current\":\"yes\"}}}", "'lockers.X.current'")]
    [InlineData("{\"lockers\":{\"X\":{\"current\":true},\"Y\":{\"current\":true}}}", "'lockers.Y'")]
    [InlineData("{\"lockers\":{\"X\":{\"other\":true}}}", "'lockers.X.other'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":null}}}", "'lockers.X.dataLocker'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":{\"active\":1}}}}", "'lockers.X.dataLocker.active'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":[]}}}}", "'lockers.X.dataLocker.locker'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\" \":{}}}}}", "'lockers.X.peerLockers. '")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{\"instanceLockers\":{\"\":{}}}}}}}", "'lockers.X.peerLockers.p.instanceLockers.'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{\"locker\":1}}}}}", "'lockers.X.peerLockers.p.locker'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":null}}}}", "'lockers.X.peerLockers.p'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{},\"q\":{},\"p\":{}}}}}", "'lockers.X.peerLockers.p'")]
    [InlineData("{\"lockers\":{\"X\":{\"firstOpened\":\"today\"}}}", "'lockers.X.firstOpened'")]
    [InlineData("{\"lockers\":{\"X\":{\"lastOpened\":1}}}", "'lockers.X.lastOpened'")]
    [InlineData("{\"lockers\":{\"X\\u0000\":{}}}", "'lockers.X\0'")]
    public void A_wrong_dump_is_told_by_its_place(string dump, string place) =>
        Assert.Contains($"at {place}:", Problem(dump), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"A\":1}", ".A'")]
    [InlineData("{\"A\":null}", ".A'")]
    [InlineData("{\"A,B\":{}}", ".A,B'")]
    [InlineData("{\"A\":{\"data\":1}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":null}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"too long by one\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"\\ud800\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"x\",\"data\":\"y\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"firstReported\":\"yesterday\"}}", ".A.firstReported'")]
    [InlineData("{\"A\":{\"lastReported\":0}}", ".A.lastReported'")]
    [InlineData("{\"A\":{\"subKeys\":{\"B\":{\"more\":1}}}}", ".A.subKeys.B.more'")]
    [InlineData("{\"key of 11 b\":{}}", ".key of 11 b'")]
    [InlineData("{\"1\":{\"subKeys\":{\"2\":{\"subKeys\":{\"3\":{\"subKeys\":{\"4\":{}}}}}}}}", ".3.subKeys.4'")]
    [InlineData("{\"\\ud800\":{}}", "")]
    [InlineData("{\"A\":{},\"B\":{},\"A\":{}}", ".A'")]
    [InlineData("{\"A\":{},\"B\":{},\"\\u0041\":{}}", ".A'")]
    [InlineData("{\"A\":{\"subKeys\":{\"\":{},\"B\":{},\"\":{}}}}", ".A.subKeys.'")]
    [InlineData("{\"A\\u0000\":{}}", "U+0000")]
    [InlineData("{\"A\":{\"base64\":\"YQ\"}}", ".A.base64'")]
    [InlineData("{\"A\":{\"base64\":1}}", ".A.base64'")]
    [InlineData("{\"A\":{\"base64\":\"AAAAAAAAAAAAAAAAAAAA\"}}", ".A.base64'")]
    [InlineData("{\"A\":{\"json\":\"yes\"}}", ".A.json'")]
    [InlineData("{\"A\":{\"text\":\"x\"}}", ".A.text'")]
    [InlineData("{\"A\":{\"text\":null}}", ".A.text'")]
    public void A_wrong_tree_is_told_by_its_place(string keys, string place)
    {
        var limits = new LockersLimits { MaxKeyBytes = 10, MaxPathDepth = 3, MaxValueBytes = 14 };

        Assert.Contains(place, Problem(InKeys(keys), limits), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"peers\":1}", "peers")]
    [InlineData("{\"peers\":{\"p\":null}}", "peers")]
    [InlineData("{\"peers\":{\"a/b\":{}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":null}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a/1\":{\"currentEpoch\":{\"epoch\":0}}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":-1}}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":0},\"pastEpochs\":[null]}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[null]}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[{\"epoch\":0,\"firstContact\":\"never\"}]}}}}", "peers")]
    [InlineData("{\"peerTargets\":[]}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":1}}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{}}}}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":1}}}", "peerTargets")]
    [InlineData("{\"peerJobs\":{\"p\":{\"j\":{\"nom\":\"j\"}}}}", "peerJobs")]
    [InlineData("{\"peerJobScripts\":{\"p\":{\"s\":{}}}}", "peerJobScripts.p.s': it is not base64")]
    [InlineData("{\"peerFiles\":{\"p\":{\"f\":\"A\"}}}", "peerFiles.p.f': it is not base64")]
    [InlineData("{\"peerFiles\":{\"p\":{\"f\":\"\"},\"p\":{}}}", "peerFiles.p")]
    [InlineData("{\"peerFiles\":5}", "peerFiles")]
    [InlineData("{\"peerTrackingTimeBuckets\":null}", "peerTrackingTimeBuckets': it is not a string")]
    [InlineData("{\"lockers\":{\"X\":{\"subLockers\":{\"Y\":{}}}}}", "lockers.X.subLockers.Y': lockers inside of lockers")]
    [InlineData("{\"peerJobs\":{\"\":{}}}", "peerJobs")]
    [InlineData("{\"peerTrackingHeaders\":1}", "peerTrackingHeaders")]
    [InlineData("{\"peerTrackingHeaders\":\"\\ud800\"}", "peerTrackingHeaders")]
    [InlineData("{\"peerProbes\":1}", "peerProbes")]
    [InlineData("{\"peerProbes\":{", "peerProbes")]
    [InlineData("{\"peerProbes\":{\"a\":{\"b\":1,\"c\":2,\"b\":3}}}", "peerProbes': 'b' stands there twice")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{\"name\":\"t\",\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{\"name\":\"t\"},\"t\":{\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peerTargets\":{\"p\":{},\"p\":{}}}", "peerTargets.p")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\\u0000\":{\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peers\":{\"p\":{\"name\":\"q\"}}}", "peers.p.name")]
    [InlineData("{\"peers\":{\"p\":{},\"p\":{}}}", "peers.p")]
    [InlineData("{\"peers\":{\"p\":{\"other\":{\"a\":1,\"a\":2}}}}", "peers.p.other")]
    [InlineData("{\"peers\":{\"p\":{\"other\":1,\"other\":2}}}", "peers.p.other")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":0,\"epoch\":1}}}}}}", "peers.p.pods.a:1")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[{\"epoch\":0},{\"epoch\":1,\"name\":2}]}}}}", "peers.p.podEpochs.a:1.1")]
    public void A_wrong_section_about_peers_is_told_by_its_name(string dump, string section) =>
        Assert.Contains($"at '{section}", Problem(dump), StringComparison.Ordinal);

    [Fact]
    public void A_section_about_peers_that_is_not_utf8_is_refused()
    {
        byte[] dump = [.. "{\"peerProbes\":{\"readinessProbe\":\""u8, 0xFF, .. "\"}}"u8];

        Assert.Contains("'peerProbes': it is not UTF-8", Assert.Throws<ProblemException>(() => Read(dump, new())).Message, StringComparison.Ordinal);
    }

    // Whatever is changed in a dump, it is read or it is refused.
    [Fact]
    public void A_dump_with_anything_changed_is_read_or_refused()
    {
        var dump = Encoding.UTF8.GetBytes(ValidDump);
        var bytes = Gen.OneOf(Gen.Byte, Gen.Int[0, 11].Select(at => (byte)"{}[]\",:1\\u- "[at])).Array[0, 4];
        Gen.Select(Gen.Int[0, dump.Length - 1], Gen.Int[0, 30], bytes).Array[1, 3].Sample(changes =>
        {
            var changed = dump.ToList();
            foreach (var (at, length, inserted) in changes)
            {
                var from = Math.Min(at, changed.Count);
                changed.RemoveRange(from, Math.Min(length, changed.Count - from));
                changed.InsertRange(from, inserted);
            }

            try
            {
                Read([.. changed], new LockersLimits());
            }
            catch (ProblemException problem)
            {
                Assert.Equal(400, problem.Status);
            }
        }, iter: 20_000);
    }

    [Fact]
    public void A_part_of_a_dump_swapped_for_any_json_is_read_or_refused()
    {
        string[] places = ["\"X\"", "\"p\"", "true", "false", "null", "{}", "\"ns\"", "1,", Node, "\"j\"", "\"/x\"", "\"1.1.1.1:1\""];
        string[] others = ["null", "[]", "[null]", "[{}]", "{}", "\"\"", "1", "-1", "1e999", "true", "{\"a\":null}", "\"\\u0000\"", "99999999999,"];
        foreach (var place in places)
        {
            for (var at = ValidDump.IndexOf(place, StringComparison.Ordinal); at >= 0; at = ValidDump.IndexOf(place, at + 1, StringComparison.Ordinal))
            {
                foreach (var other in others)
                {
                    var changed = string.Concat(ValidDump.AsSpan(0, at), other, ValidDump.AsSpan(at + place.Length));
                    var thrown = Record.Exception(() => Parse(changed));
                    if (thrown is not null) Assert.IsType<ProblemException>(thrown);
                }
            }
        }
    }

    [Fact]
    public void A_dump_as_deep_as_the_limit_is_read_and_a_deeper_one_is_refused()
    {
        var limits = new LockersLimits { MaxPathDepth = 1024 };

        var (parts, _) = Parse(InKeys(Deep(1024)), limits);
        Assert.Equal(1024, parts.OfType<DumpNodes>().Sum(nodes => nodes.Entries.Length));

        Assert.Contains("1024", Problem(InKeys(Deep(1025)), limits), StringComparison.Ordinal);
        Problem(InKeys(Deep(100_000)), limits);
    }

    [Fact]
    public void The_place_of_what_is_wrong_deep_down_is_shortened()
    {
        var limits = new LockersLimits { MaxPathDepth = 1024 };

        Assert.InRange(Problem(InKeys(Deep(1025)), limits).Length, 100, 700);
    }

    [Fact]
    public void A_large_tree_comes_in_parts_that_together_are_all_of_it()
    {
        var keys = string.Join(',', Enumerable.Range(0, 30_000).Select(at => $"\"k{at:D5}\":{{\"data\":\"{at}\"}}"));

        var (parts, _) = Parse(InKeys($"{{{keys}}}"));

        var nodes = parts.OfType<DumpNodes>().ToList();
        Assert.True(nodes.Count > 3);
        Assert.All(nodes, part => Assert.Equal("X", part.Label));
        Assert.Equal(
            Enumerable.Range(0, 30_000).Select(at => ($"k{at:D5}", $"{at}")),
            nodes.SelectMany(part => part.Entries).Select(entry => (entry.Path.ToString(), Encoding.UTF8.GetString(entry.Text!))));
    }

    [Fact]
    public void Large_texts_come_in_parts_too()
    {
        var text = new string('x', 300_000);
        var keys = string.Join(',', Enumerable.Range(0, 20).Select(at => $"\"k{at}\":{{\"data\":\"{text}\"}}"));

        var (parts, _) = Parse(InKeys($"{{{keys}}}"));

        Assert.All(parts.OfType<DumpNodes>(), part => Assert.InRange(part.Entries.Sum(entry => entry.Text!.Length), 1, 2_000_000));
        Assert.Equal(20, parts.OfType<DumpNodes>().Sum(part => part.Entries.Length));
    }

    [Fact]
    public void What_goto_dumped_is_read()
    {
        var answers = Recordings.Json("goto-0.4.1-answers-after-session.json");
        var answer = answers.GetProperty("/registry/dump");
        var text = answer.ValueKind == System.Text.Json.JsonValueKind.String ? answer.GetString()! : answer.GetRawText();

        var (parts, sections) = Parse(text);

        Assert.NotEmpty(parts.OfType<DumpNodes>());
        Assert.True(sections.Held.HasFlag(LoadSections.Peers));
        Assert.NotEmpty(parts.OfType<DumpPeer>());
    }

    private static string InKeys(string keys) => "{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":" + keys + "}}}}";

    private static string Deep(int depth) =>
        string.Concat(Enumerable.Repeat("{\"k\":{\"subKeys\":", depth)) + "{}" + new string('}', depth * 2);

    private static string Problem(string dump, LockersLimits? limits = null)
    {
        var problem = Assert.Throws<ProblemException>(() => Parse(dump, limits));
        Assert.Equal(400, problem.Status);
        return problem.Message;
    }

    private static (List<DumpPart> Parts, DumpSections Sections) Parse(string dump, LockersLimits? limits = null) =>
        Read(Encoding.UTF8.GetBytes(dump), limits ?? new LockersLimits());

    private static (List<DumpPart> Parts, DumpSections Sections) Read(byte[] dump, LockersLimits limits) => Parsed.Dump(dump, limits);
}
