using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Dump;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Dump;

/// <summary>What is made of a dump.</summary>
public class DumpParserTests
{
    [Fact]
    public void A_dump_is_read_whole()
    {
        var (parts, sections) = Parsed.Text(SomeDump.Valid);

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
    public void What_expired_at_the_beginning_of_all_times_does_not_stay_for_ever()
    {
        var (parts, _) = Parsed.Text(
            """{"lockers":{"X":{"label":"X","expires":"0001-01-01T00:00:00Z","dataLocker":{"locker":{"a":{"data":"x","expires":"0001-01-01T00:00:00Z"}}}}}}""");

        Assert.Equal(1, Assert.Single(parts.OfType<DumpLocker>()).Expires);
        Assert.Equal(1, Assert.Single(Assert.Single(parts.OfType<DumpNodes>()).Entries).Expires);
    }

    [Fact]
    public void Scripts_and_files_come_in_base64_and_a_job_is_named_by_either_member()
    {
        var (parts, sections) = Parsed.Text(
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
        Assert.Contains("there is no such member", Parsed.Problem(Dump), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_older_than_what_is_below_it()
    {
        var (parts, _) = Parsed.Text(SomeDump.Valid);

        var entries = parts.OfType<DumpNodes>().Last().Entries;
        Assert.Equal(entries[0].Last, entries[1].Last);
    }

    [Fact]
    public void A_key_with_subkeys_and_no_data_has_no_text_and_one_without_has_an_empty_one()
    {
        var (parts, _) = Parsed.Text(SomeDump.InKeys("""{"A":{"data":"","subKeys":{"B":{"data":"","subKeys":{}}}}}"""));

        var entries = Assert.Single(parts.OfType<DumpNodes>()).Entries;
        Assert.Equal(0, entries[0].Text?.Length);
        Assert.Null(entries[1].Text);
    }

    [Fact]
    public void Goto_may_say_null_where_a_map_is_empty()
    {
        var (parts, sections) = Parsed.Text(
            """{"lockers":{"X":{"peerLockers":null,"dataLocker":{"locker":null}}},"peers":null,"peerTargets":null,"peerJobs":null,"peerProbes":null}""");

        Assert.Equal("X", Assert.IsType<DumpLocker>(Assert.Single(parts)).Label);
        Assert.Equal(LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs, sections.Held & ~(LoadSections.Lockers | LoadSections.TrackingHeaders | LoadSections.Probes));
    }

    [Fact]
    public void A_dump_of_nothing_replaces_nothing()
    {
        var (parts, sections) = Parsed.Text("{}");

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
        var (parts, _) = Parsed.Text("{\"lockers\":{\"" + label + "\":{\"label\":\"" + label + "\"}}}");
        Assert.Equal("default", Assert.IsType<DumpLocker>(Assert.Single(parts)).Label);

        Assert.Contains("twice", Parsed.Problem("{\"lockers\":{\"default\":{},\"" + label + "\":{}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_text_and_keys_are_unescaped()
    {
        var (parts, _) = Parsed.Text(SomeDump.InKeys("""{"\u0041\n\ud83d\udd11":{"data":"\"\u00e9\ud83d\udd11"}}"""));

        var entry = Assert.Single(Assert.Single(parts.OfType<DumpNodes>()).Entries);
        Assert.Equal("A\n🔑", entry.Path.ToString());
        Assert.Equal("\"é🔑", Encoding.UTF8.GetString(entry.Text!));
    }

    [Fact]
    public void A_dump_as_deep_as_the_limit_is_read_and_a_deeper_one_is_refused()
    {
        var limits = new LockersLimits { MaxPathDepth = 1024 };

        var (parts, _) = Parsed.Text(SomeDump.InKeys(SomeDump.Deep(1024)), limits);
        Assert.Equal(1024, parts.OfType<DumpNodes>().Sum(nodes => nodes.Entries.Length));

        Assert.Contains("1024", Parsed.Problem(SomeDump.InKeys(SomeDump.Deep(1025)), limits), StringComparison.Ordinal);
        Parsed.Problem(SomeDump.InKeys(SomeDump.Deep(100_000)), limits);
    }

    [Fact]
    public void A_large_tree_comes_in_parts_that_together_are_all_of_it()
    {
        var keys = string.Join(',', Enumerable.Range(0, 30_000).Select(at => $"\"k{at:D5}\":{{\"data\":\"{at}\"}}"));

        var (parts, _) = Parsed.Text(SomeDump.InKeys($"{{{keys}}}"));

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

        var (parts, _) = Parsed.Text(SomeDump.InKeys($"{{{keys}}}"));

        Assert.All(parts.OfType<DumpNodes>(), part => Assert.InRange(part.Entries.Sum(entry => entry.Text!.Length), 1, 2_000_000));
        Assert.Equal(20, parts.OfType<DumpNodes>().Sum(part => part.Entries.Length));
    }

    [Fact]
    public void What_goto_dumped_is_read()
    {
        var answers = Recordings.Json("goto-0.4.1-answers-after-session.json");
        var answer = answers.GetProperty("/registry/dump");
        var text = answer.ValueKind == System.Text.Json.JsonValueKind.String ? answer.GetString()! : answer.GetRawText();

        var (parts, sections) = Parsed.Text(text);

        Assert.NotEmpty(parts.OfType<DumpNodes>());
        Assert.True(sections.Held.HasFlag(LoadSections.Peers));
        Assert.NotEmpty(parts.OfType<DumpPeer>());
    }
}
