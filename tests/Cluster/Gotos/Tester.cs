using System.Globalization;
using System.Text.Json.Nodes;
using Lockers.Gotos;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Gotos;

/// <summary>What a tester asks of a registry with a <see cref="Team"/>: it asks again while the registry says that it is not there.</summary>
internal sealed class Tester(Uri registry, Team team, CancellationToken stop) : IDisposable
{
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;
    private readonly NodeClient _client = new(registry) { MayBeUnavailable = true };

    /// <summary>Gives every peer targets that end in every way: answered, refused by status, tried again, not answered at all.</summary>
    /// <param name="replicas">How many at once.</param>
    /// <param name="requests">How many requests each.</param>
    public async Task AddTargets(int replicas, int requests)
    {
        foreach (var (name, i) in Team.Names.Zip(Enumerable.Range(0, int.MaxValue)))
        {
            var called = team.Pods[i % team.Pods.Count].Address;
            await AddTarget(name, "echo", "POST", $"http://{called}/echo", replicas, requests);
            await AddTarget(name, "teapot", "GET", $"http://{called}/status/418", 1, requests);
            await AddTarget(name, "again", "GET", $"http://{called}/status/503", 1, Math.Min(requests, 3));
            await AddTarget(name, "nobody", "GET", "http://127.0.0.1:9/nothing", 1, Math.Min(requests, 2));
        }
    }

    /// <summary>Runs all targets of all peers.</summary>
    public async Task InvokeAll() => AllTold(await Post("/registry/peers/targets/invoke/all"));

    /// <summary>Asks for something, until the registry takes it.</summary>
    public async Task<Answer> Post(string target, string? body = null)
    {
        Answer? answer = null;
        await Until.Holds(
            async () => (answer = await Try(() => _client.Post(target, body, "application/json")))?.Status is not (null or 503),
            Deadline, () => $"POST {target} is taken: {answer}", stop);
        Assert.True(answer!.Status == 200, $"POST {target}: {answer}");
        return answer;
    }

    /// <summary>Reads something, until the registry answers.</summary>
    public async Task<JsonNode> Get(string target)
    {
        Answer? answer = null;
        await Until.Holds(
            async () => (answer = await Try(() => _client.Get(target)))?.Status is not (null or 503),
            Deadline, () => $"GET {target} is answered: {answer}", stop);
        Assert.True(answer!.Status == 200, $"GET {target}: {answer}");
        return answer.Json!;
    }

    /// <summary>In every view of the results, every peer has exactly what its pods counted.</summary>
    public async Task CountsAreRight()
    {
        var early = await Get("/registry/peers/lockers/targets/results?detailed=y");
        var summary = await Get("/registry/peers/lockers/targets/results");
        foreach (var name in Team.Names)
        {
            var counted = team.Counted(name);
            Assert.NotEmpty(counted.Numbers);
            Same(name, "detailed results", ResultSums.Of(early[name]), counted);
            Same(name, "summary", ResultSums.OfSummary(summary[name]), counted.Only("invocations", "code"));
        }

        var later = await Get("/registry/peers/client/results/details");
        foreach (var name in Team.Names)
        {
            var counted = team.Counted(name);
            Same(name, "later details", ResultSums.Of(later["details"]![name]), counted);
            Same(name, "later summary", ResultSums.OfLaterSummary(later["summary"]![name]), counted.Only("invocations", "code", "uri"));
        }
    }

    /// <summary>Every event that the registry took is in the timeline of its peer.</summary>
    public async Task EventsAreThere()
    {
        var events = await Get("/registry/peers/events?data=y");
        foreach (var name in Team.Names)
        {
            var taken = team.Pods.Where(pod => pod.Name == name).SelectMany(pod => pod.Events).Where(sent => sent.Status == 200)
                .CountBy(sent => sent.Title).ToDictionary();
            var shown = (events[name] as JsonArray ?? []).CountBy(shown => (string)shown!["title"]!).ToDictionary();
            var missing = taken.Where(title => shown.GetValueOrDefault(title.Key) < title.Value).Select(title => $"{title.Key} x{title.Value}");
            Assert.True(!missing.Any(), $"{name} lacks {string.Join(", ", missing)}");
        }
    }

    public void Dispose() => _client.Dispose();

    // The shape of headers is that of the oldest generation: pods of 2026 refuse it, and are to be given theirs.
    private async Task AddTarget(string peer, string name, string method, string url, int replicas, int requests)
    {
        var target = new JsonObject
        {
            ["name"] = name,
            ["method"] = method,
            ["url"] = url,
            ["headers"] = new JsonArray(new JsonArray("x-from", peer)),
            ["body"] = method == "POST" ? "payload" : "",
            ["replicas"] = replicas,
            ["requestCount"] = requests,
            ["delay"] = "2ms",
            ["retries"] = 1,
            ["retryDelay"] = "1ms",
            ["retriableStatusCodes"] = new JsonArray(503),
        };
        AllTold(await Post(string.Create(CultureInfo.InvariantCulture, $"/registry/peers/{peer}/targets/add"), target.ToJsonString()));
    }

    private static void AllTold(Answer answer) => Assert.All(
        answer.Json!.AsObject().SelectMany(peer => peer.Value!.AsObject()),
        pod => Assert.True((bool)pod.Value!, $"{pod.Key} was not told: {answer}"));

    private static void Same(string name, string view, ResultSums ours, ResultSums counted)
    {
        var differences = ours.Differences(counted);
        Assert.True(differences.Count == 0, $"{view} of {name}:\n{string.Join('\n', differences)}");
    }

    // A node that is killed answers nothing.
    private static async Task<Answer?> Try(Func<Task<Answer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
