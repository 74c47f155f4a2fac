using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Messages;

/// <summary>Whatever users store, no message between silos and front ends is larger than 4 MiB, or a value and little more.</summary>
public sealed class MessageSizeTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private const int Mebibyte = 1024 * 1024;
    private static readonly string LongestKey = new('k', 1024);

    [Fact]
    public async Task A_locker_of_the_largest_values_at_the_longest_paths_is_read_in_every_form()
    {
        await Post("lockers/open/large");
        var deepest = string.Join(',', Enumerable.Range(0, 128).Select(level => $"{level:000}{LongestKey[3..]}"));
        for (var i = 0; i < 3; i++) await Post($"lockers/large/store/values,{i}", Text(i));
        for (var i = 0; i < 40; i++) await Post($"lockers/large/store/{deepest[..^1]}{(char)('A' + i)}", "needle");

        Assert.Equal(Text(1), await Get("lockers/large/get/values,1"));
        Assert.Equal([Text(0), Text(1), Text(2)], Texts(JsonNode.Parse(await Get("lockers/large/get/values"))!["values"]!));
        foreach (var form in (string[])["lockers/large/dump", "lockers/all/dump", "lockers?data=y", "lockers/large?data=y", "dump"])
            Assert.InRange((await Get(form)).Length, 3 * TwoSilos.MaxValueBytes, int.MaxValue);
        Assert.Equal(43, JsonNode.Parse(await Get("lockers/large/data/paths"))!["large"]!.AsArray().Count);
        Assert.Equal(40, JsonNode.Parse(await Get($"lockers/large/keys/{deepest[..deepest.LastIndexOf(',')]}?limit=10000"))!["keys"]!.AsArray().Count);
        Assert.Equal(40, JsonNode.Parse(await Get("lockers/find/needle?in=data"))!.AsArray().Count);
        Assert.Equal(43, (int)JsonNode.Parse(await Get("lockers/labels?detailed=y"))!.AsArray().Single(label => (string?)label!["label"] == "large")!["keys"]!);
        await Post($"lockers/large/remove/{deepest[..LongestKey.Length]}?recursive=y");
        await Post("lockers/large/clear");
        await Post("lockers/close/large");
    }

    [Fact]
    public async Task Large_reports_of_many_instances_are_read_and_summed_up()
    {
        await Post("lockers/open/reports");
        for (var instance = 0; instance < 4; instance++)
        {
            for (var target = 0; target < 2; target++)
                await Post($"peers/busy/10.0.0.{instance}:1/locker/store/client,t{target}", Report($"i{instance}t{target}"));
        }

        await Post("peers/busy/locker/store/own", Text(0));
        for (var idle = 0; idle < 300; idle++) await Post($"peers/{new string('p', 250)}{idle}/1.1.1.1:1/locker/store/a", "x");

        var summary = JsonNode.Parse(await Get("peers/lockers/targets/results"))!["busy"]!;
        var detailed = JsonNode.Parse(await Get("lockers/reports/targets/results?detailed=y"))!["busy"]!;
        foreach (var by in (string[])["target", "peer", "instance"])
            Assert.Equal(800_000, (long)JsonNode.Parse(await Get($"lockers/compare/reports/reports?by={by}"))!["total"]!["a"]!["requests"]!);
        Assert.Equal(400_000, (long)summary["targetInvocationCounts"]!["t1"]!);
        Assert.Equal(4 * Uris, detailed["t1"]!["countsByURIs"]!.AsObject().Count);
        Assert.Equal(4 * Uris, detailed["t1"]!["countsByHeaders"]!["x"]!["countsByValues"]!.AsObject().Count);
        Assert.Equal(8 * Uris, summary["headerCounts"]!["x"]!["countsByValues"]!.AsObject().Count);
        foreach (var form in (string[])
            ["peers/lockers", "peers/busy/locker", "peers/busy/10.0.0.1:1/locker", "lockers/reports/peers", "lockers/reports/peers/busy",
             "lockers/reports/peers/busy/10.0.0.1:1", "lockers/reports/dump", "lockers/reports/peers/busy/10.0.0.1:1/get/client", "dump"])
            Assert.InRange((await Get(form)).Length, TwoSilos.MaxValueBytes, int.MaxValue);
        Assert.Contains("/peers/busy/10.0.0.1%3A1/get/client,t1", await Get("lockers/reports/find/i1t1-?in=data&peers=y"), StringComparison.Ordinal);
        await Post("peers/busy/10.0.0.1:1/locker/clear");
        await Post("peers/lockers/clear");
        await Post("lockers/close/reports");
    }

    [Fact]
    public async Task A_peer_of_many_pods_with_long_names_and_many_epochs_is_read_and_stored_nowhere_it_does_not_fit()
    {
        var node = new string('n', 60_000);
        for (var i = 0; i < 100; i++)
            await Post("peers/add", $$"""{"name":"veteran","address":"1.1.1.1:{{i % 4}}","pod":"p","node":"{{node}}"}""");

        var peer = JsonNode.Parse(await Get("peers"))!["veteran"]!;
        Assert.Equal(25, peer["podEpochs"]!["1.1.1.1:3"]!.AsArray().Count);
        Assert.Equal(24, peer["pods"]!["1.1.1.1:3"]!["pastEpochs"]!.AsArray().Count);
        Assert.InRange((await Get("dump")).Length, 100 * node.Length, int.MaxValue);
        await Post("peers/veteran/remember", """{"name":"veteran","address":"1.1.1.1:1"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Status("peers/copyToLocker", ""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Status("peers/add", $$"""{"name":"veteran","address":"1:1","node":"{{node}}{{node}}"}"""));
        // No pod is there: the answer says so, and the locker is cleared all the same.
        Assert.Equal("""{"veteran":{"1.1.1.1:2":false}}""" + "\n", await Post("peers/veteran/1.1.1.1:2/locker/clear"));
        await Post("peers/clear/epochs");
        Assert.Single(JsonNode.Parse(await Get("peers"))!["veteran"]!["podEpochs"]!["1.1.1.1:3"]!.AsArray());
        await Post("peers/copyToLocker");
    }

    [Fact]
    public async Task Targets_and_jobs_of_many_megabytes_are_read_and_handed_to_a_pod_that_registers()
    {
        const int Targets = 4;
        var large = Enumerable.Range(0, Targets).Select(i => Named($"t{i}")).ToImmutableArray();
        const LoadSections all = LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs;
        await silos.OnItsSilo(async grains =>
        {
            var peer = grains.GetGrain<IPeerGrain>("laden");
            await peer.Stage(1, new("laden", "", [], [], [], [], Known: true));
            foreach (var one in large)
            {
                await peer.Stage(1, new("laden", "", [], [], [one], [], Known: false));
                await peer.Stage(1, new("laden", "", [], [], [], [one], Known: false));
            }

            await peer.Replace(number: 1, load: 1, all);
        });
        await silos.OnItsSilo(grains => grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).AddPeer("laden").AsTask());

        const int Least = Targets * TwoSilos.MaxValueBytes;
        Assert.Equal(Targets, JsonNode.Parse(await Get("peers/targets"))!["laden"]!.AsObject().Count);
        foreach (var form in (string[])["peers/targets", "peers/jobs", "peers/laden/targets", "peers/laden/jobs"])
            Assert.InRange((await Get(form)).Length, Least, int.MaxValue);
        Assert.InRange((await Get("dump")).Length, 2 * Least, int.MaxValue);
        var handed = JsonNode.Parse(await Post("peers/add", """{"name":"laden","address":"1.1.1.1:1"}"""))!;
        Assert.Equal(Targets, handed["Targets"]!.AsObject().Count);
        Assert.Equal(Targets, handed["Jobs"]!.AsObject().Count);
        Assert.Equal(
            ["Targets", "Jobs", "JobScripts", "Files", "TrackingHeaders", "TrackingTimeBuckets", "Probes", "Message"],
            handed.AsObject().Select(member => member.Key));
    }

    private const int Uris = 20_000;

    private static NamedJson Named(string name)
    {
        var json = new byte[TwoSilos.MaxValueBytes];
        json.AsSpan().Fill((byte)'x');
        json[0] = json[^1] = (byte)'"';
        return new(name, json);
    }

    private static string Text(int number) => new string('v', TwoSilos.MaxValueBytes - 1) + number;

    // As large as a value may be, and nothing of it is in another's.
    private static string Report(string name)
    {
        var report = new StringBuilder("""{"invocationCounts":100000,"countsByURIs":{""");
        for (var i = 0; i < Uris; i++) report.Append(null, $"\"/{name}-{i:D8}\":1,");
        report.Length--;
        report.Append("""},"countsByHeaders":{"x":{"header":"x","count":{"value":1},"countsByValues":{""");
        for (var i = 0; i < Uris; i++) report.Append(null, $"\"{name}-{i:D8}\":{{\"value\":1,\"retries\":0}},");
        report.Length--;
        report.Append("}}}}");
        return report.ToString().PadRight(TwoSilos.MaxValueBytes);
    }

    private static IEnumerable<string> Texts(JsonNode data) => data["subKeys"]!.AsObject().Select(key => (string)key.Value!["data"]!);

    private async Task<string> Get(string route)
    {
        using var answer = await silos.Client.GetAsync(new Uri($"/registry/{route}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{route}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 500)]}");
        return text;
    }

    private async Task<string> Post(string route, string body = "")
    {
        using var content = new StringContent(body);
        using var answer = await silos.Client.PostAsync(new Uri($"/registry/{route}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{route[..Math.Min(route.Length, 100)]}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 500)]}");
        return text;
    }

    private async Task<HttpStatusCode> Status(string route, string body)
    {
        using var content = new StringContent(body);
        using var answer = await silos.Client.PostAsync(new Uri($"/registry/{route}", UriKind.Relative), content);
        return answer.StatusCode;
    }
}
