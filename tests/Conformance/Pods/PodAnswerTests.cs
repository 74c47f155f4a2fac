using System.Text;
using Lockers.Gotos;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Pods;

/// <summary>
/// The goto-like peers of the tests answer what a registry asks of pods as real pods of their generation answered: what is shown with them
/// is shown of those.
/// </summary>
public sealed class PodAnswerTests
{
    private const string File = "goto-pods.jsonl";

    // What is set up before the second half of each generation's recording, which has lists of names.
    private static readonly string[] Names = ["1", "2", "3"];

    private static readonly Uri NoRegistry = new("http://127.0.0.1:9");

    public static TheoryData<string> Recorded => ["seed", "07", "09", "m7"];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task A_pod_without_anything_answers_as_recorded(string generation)
    {
        var faults = new List<string>();
        await using var pod = await Start(generation);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{pod.Address}") };
        foreach (var line in Of(generation).TakeWhile(line => !IsOfLists(line))) await Compare(http, pod, line, faults);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task A_pod_with_targets_and_jobs_takes_lists_as_recorded(string generation)
    {
        var faults = new List<string>();
        await using var pod = await Start(generation);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{pod.Address}") };
        foreach (var name in Names) await SetUp(http, generation, name);
        foreach (var line in Of(generation).SkipWhile(line => !IsOfLists(line))) await Compare(http, pod, line, faults);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static Task<GotoPeer> Start(string generation) =>
        GotoPeer.Start(new(Generation(generation), NoRegistry, "peer1", FreePort.Several(1)[0]) { Tries = 1 });

    private static GotoGeneration Generation(string recorded) => recorded switch
    {
        "seed" => GotoGeneration.V041,
        "07" => GotoGeneration.V07,
        "09" => GotoGeneration.V09,
        _ => GotoGeneration.V2026,
    };

    private static IEnumerable<Recording> Of(string generation) => Recordings.Lines(File).Where(line => line.Generation == generation);

    // The second half begins with the invocation of a target that is there.
    private static bool IsOfLists(Recording line) => line.Uri.EndsWith("/t1/invoke", StringComparison.Ordinal) && line.Status != 406;

    private static async Task SetUp(HttpClient http, string generation, string number)
    {
        var headers = generation == "m7" ? "{}" : "[]";
        var target = $$"""{"name":"t{{number}}","method":"GET","url":"http://127.0.0.1:9/","headers":{{headers}}}""";
        var job = $$"""{"id":"j{{number}}","name":"j{{number}}","task":{"cmd":"true"} }""";
        foreach (var (uri, body) in ((string, string)[])[("/client/targets/add", target), ("/jobs/add", job)])
        {
            using var content = new StringContent(body);
            using var answer = await http.PostAsync(new Uri(uri, UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task Compare(HttpClient http, GotoPeer pod, Recording line, List<string> faults)
    {
        using var request = new HttpRequestMessage(new(line.Method), line.Uri);
        if (line.BodyBytes is { } body) request.Content = new ByteArrayContent(body);
        using var answer = await http.SendAsync(request);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        // The ports of real pods stand in some lines; what reads show of a pod is the pod's own.
        var expected = line.Response.Replace("[8101]", $"[{pod.Options.Port}]", StringComparison.Ordinal);
        var isOwn = line.Note.StartsWith("CatchAll", StringComparison.Ordinal) || line.Method == "GET" || IsCatchAll(line);
        if ((int)answer.StatusCode != line.Status || (!isOwn && text != expected))
            faults.Add($"{line.Method} {line.Uri}: expected {line.Status} {expected}, got {(int)answer.StatusCode} {text}");
    }

    private static bool IsCatchAll(Recording line) =>
        line.Response.StartsWith("{\"CatchAll", StringComparison.Ordinal) || line.Response.Contains("\"Goto-Host\"", StringComparison.Ordinal);
}
