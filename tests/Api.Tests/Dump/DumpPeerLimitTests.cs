using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Dump;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Dump;

/// <summary>A peer is loaded with no more than it could be given, and what a grain is sent at once stays small.</summary>
public class DumpPeerLimitTests
{
    private const string Epochs = """{"peers":{"p":{"podEpochs":{"a:1":[?]}}}}""";
    private const string PastEpochs = """{"peers":{"p":{"pods":{"a:1":{"currentEpoch":{"epoch":2000},"pastEpochs":[?]}}}}}""";

    [Theory]
    [InlineData(PeerSetting.MaxCount, null)]
    [InlineData(PeerSetting.MaxCount + 1, "'peerTargets.p.n1000': the targets of peer 'p' are more than 1000")]
    public void Targets_are_bounded_in_number(int count, string? why) =>
        Refused("""{"peerTargets":{"q":{"t":{"name":"t"}},"p":{?}}}""".Replace("?", Many(count, """{"name":"t"}"""), StringComparison.Ordinal), why);

    [Fact]
    public void Jobs_scripts_and_files_are_bounded_in_number_together()
    {
        var dump = """{"peerJobs":{"p":{?}},"peerJobScripts":{"p":{"s":""}},"peerFiles":{"p":{!}}}"""
            .Replace("?", Many(500, """{"id":"j"}"""), StringComparison.Ordinal).Replace("!", Many(499, "\"\""), StringComparison.Ordinal);

        Refused(dump, null);
        Refused(dump.Replace("\"s\":\"\"", "\"s\":\"\",\"s2\":\"\"", StringComparison.Ordinal), "'peerFiles.p.n498': the jobs, scripts and files of peer 'p' are more than 1000");
    }

    [Theory]
    [InlineData(16, null)]
    [InlineData(17, "'peerTargets.p.n16': the targets of peer 'p' have more than 16777216 bytes")]
    public void Targets_are_bounded_in_size_together(int count, string? why) =>
        Refused(Section("peerTargets", Many(count, Text("name", new string('x', 1_000_000)))), why);

    [Fact]
    public void A_target_a_job_and_a_file_are_bounded_in_size()
    {
        var large = new string('x', PeerSetting.MaxBytes);
        Refused(Section("peerTargets", "\"t\":" + Text("name", large)), "'peerTargets.p.t': it has 1048587 bytes; the limit is 1048576");
        Refused(Section("peerJobs", "\"j\":" + Text("id", large)), "'peerJobs.p.j': it has 1048585 bytes; the limit is 1048576");
        Refused(Section("peerFiles", File(PeerSetting.MaxBytes)), null);
        Refused(Section("peerFiles", File(PeerSetting.MaxBytes + 1)), "'peerFiles.p.f': it has 1048577 bytes; the limit is 1048576");
    }

    [Theory]
    [InlineData("peerTargets", """{"name":"t"}""")]
    [InlineData("peerJobs", """{"id":"j"}""")]
    [InlineData("peerJobScripts", "\"\"")]
    [InlineData("peerFiles", "\"\"")]
    public void A_name_is_bounded(string section, string json)
    {
        var dump = Section(section, $"\"?\":{json}");
        Refused(dump.Replace("?", new string('n', PeerSetting.MaxNameBytes), StringComparison.Ordinal), null);
        Refused(dump.Replace("?", new string('n', PeerSetting.MaxNameBytes + 1), StringComparison.Ordinal), "the name has 1025 bytes; the limit is 1024");
    }

    [Theory]
    [InlineData(Epochs, "'peers.p.podEpochs.a:1.1000'")]
    [InlineData(PastEpochs, "'peers.p.pods.a:1'")]
    public void Epochs_of_an_address_are_bounded_in_number(string dump, string place)
    {
        Refused(Filled(dump, 1000, ""), null);
        Refused(Filled(dump, 1001, ""), $"{place}: the address has more than 1000 epochs");
    }

    [Theory]
    [InlineData(Epochs)]
    [InlineData(PastEpochs)]
    public void An_epoch_has_no_larger_texts_than_a_registration(string dump)
    {
        Refused(Filled(dump, 1, new string('x', 64 * 1024)), null);
        Refused(Filled(dump, 1, new string('x', (64 * 1024) + 1)), "its name, node and cluster have 65537 bytes; the limit is 65536");
    }

    [Theory]
    [InlineData(Epochs)]
    [InlineData(PastEpochs)]
    public void Large_epochs_come_in_several_parts(string dump)
    {
        var parts = Parsed.Dump(Encoding.UTF8.GetBytes(Filled(dump, 1000, new string('x', 10_000))), new()).Parts;

        var states = parts.OfType<DumpPeer>().Select(part => part.State).ToList();
        Assert.All(states, state => Assert.InRange(state.PodEpochs.Length + state.Pods.Sum(pod => pod.PastEpochs?.Length ?? 0), 0, 110));
        Assert.Equal(Enumerable.Range(0, 1000), states.SelectMany(state => state.PodEpochs).Select(epoch => epoch.Epoch));
    }

    [Theory]
    [InlineData("peerTrackingHeaders", "\"\"", null)]
    [InlineData("peerTrackingTimeBuckets", "\"\"", null)]
    [InlineData("peerTrackingTimeBuckets", "\"0-9,5-4\"", "'0-9,5-4' is not ranges in milliseconds")]
    [InlineData("peerProbes", """{"ReadinessProbe":"/r","livenessProbe":null,"ReadinessStatus":200,"LivenessStatus":0,"x":{"y":1}}""", null)]
    [InlineData("peerProbes", """{"readinessProbe":5}""", "'readinessProbe' is not a string")]
    [InlineData("peerProbes", """{"LivenessProbe":{}}""", "'LivenessProbe' is not a string")]
    [InlineData("peerProbes", """{"ReadinessStatus":1.5}""", "'ReadinessStatus' is not a whole number up to 999")]
    [InlineData("peerProbes", """{"livenessStatus":1000}""", "'livenessStatus' is not a whole number up to 999")]
    [InlineData("peerProbes", """{"livenessStatus":"200"}""", "'livenessStatus' is not a whole number up to 999")]
    public void Settings_are_checked_as_those_that_are_set(string section, string json, string? why) =>
        Refused($$"""{"{{section}}":{{json}}}""", why is null ? null : $"'{section}': {why}");

    [Fact]
    public void Settings_are_bounded()
    {
        Refused($$"""{"peerTrackingHeaders":"{{new string('h', 4096)}}"}""", null);
        Refused($$"""{"peerTrackingHeaders":"{{new string('h', 4097)}}"}""", "it has 4097 characters; the limit is 4096");
        Refused($$"""{"peerTrackingTimeBuckets":"{{string.Join(',', Enumerable.Repeat("0-9", 1025))}}"}""", "it has 4099 characters; the limit is 4096");
        var long8 = new string('/', 8193);
        Refused(Probes(Text("LivenessProbe", long8)), "'LivenessProbe' has 8193 characters; the limit is 8192");
        Refused(Probes(Text("x", long8)), "'x' has 8193 characters");
        Refused(Probes("{\"x\":[\"" + long8 + "\"]}"), "'x' has more than 8192 bytes");
        Refused(Probes("{" + Many(65, "1") + "}"), "it has more than 64 members");
    }

    private static void Refused(string dump, string? why)
    {
        var thrown = Record.Exception(() => Parsed.Dump(Encoding.UTF8.GetBytes(dump), new LockersLimits()));
        if (why is null) Assert.Null(thrown);
        else Assert.Contains(why, Assert.IsType<ProblemException>(thrown).Message, StringComparison.Ordinal);
    }

    private static string Section(string name, string members) => "{\"" + name + "\":{\"p\":{" + members + "}}}";

    private static string Probes(string probes) => "{\"peerProbes\":" + probes + "}";

    private static string Text(string member, string text) => "{\"" + member + "\":\"" + text + "\"}";

    private static string File(int bytes) => "\"f\":\"" + Convert.ToBase64String(new byte[bytes]) + "\"";

    private static string Many(int count, string json) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":{json}"));

    private static string Filled(string dump, int count, string name) => dump.Replace(
        "?", string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"epoch":{{i}},"name":"{{name}}"}""")), StringComparison.Ordinal);
}
