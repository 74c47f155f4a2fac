using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>The clients that docs/live.md shows are those that are run here.</summary>
public sealed class DocumentedClientTests(LockersNode node)
{
    private static readonly TimeSpan Deadline = TestDeadlines.Step;
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    private NodeClient Client => node.Client;

    [Theory]
    [InlineData("live/watch.sh")]
    [InlineData("live/LockerCopy.cs")]
    public void The_page_shows_them_as_they_are(string client) => Assert.Contains(
        $"\n{File.ReadAllText(Path.Combine(Docs, client))}```\n", File.ReadAllText(Path.Combine(Docs, "live.md")), StringComparison.Ordinal);

    [Fact]
    public async Task The_one_in_bash_prints_each_change_once_also_when_it_is_ended_and_started_again()
    {
        var label = await Client.OpenFresh();
        var place = Path.Combine(Path.GetTempPath(), $"lockers-{Guid.NewGuid():N}.id");
        var first = new Script(node.Address, label, place);
        await Until.Holds(() => Task.FromResult(File.Exists(place) && new FileInfo(place).Length > 0), Deadline, () => "hello came", TestContext.Current.CancellationToken);
        var hello = await File.ReadAllTextAsync(place, TestContext.Current.CancellationToken);
        await Client.Store(label, "A,B", "one");
        await first.Prints(1);
        await Until.Holds(() => Task.FromResult(File.ReadAllText(place) != hello), Deadline, () => "the place is kept", TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await Client.Store(label, "A,C", "two");
        await Client.Post($"/registry/lockers/{label}/remove/A,B").Done();
        await using var second = new Script(node.Address, label, place);
        await second.Prints(2);
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        await second.Prints(3);

        Assert.Equal(["stored one"], first.Changes);
        Assert.Equal(["stored two", "removed ", "cleared "], second.Changes);
        File.Delete(place);
    }

    [Fact]
    public async Task The_one_in_CSharp_keeps_a_copy()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "before");
        using var http = new HttpClient();
        using var stop = new CancellationTokenSource();
        var copy = new LockerCopy(http, new Uri(node.Address, $"/registry/lockers/{label}").AbsoluteUri);
        var following = copy.Run(stop.Token);
        await Client.Store(label, "A,B", "1");
        await Client.Store(label, "A,C", "2");
        await Client.Post($"/registry/lockers/{label}/remove/A").Done();
        await Client.Store(label, "D", new string('x', 100_000));
        await Client.Post($"/registry/lockers/{label}/remove/A,B").Done();
        await Is($"A,C=2 D={new string('x', 100_000)}");
        var dump = (await Client.Get($"/registry/lockers/{label}/dump").Done()).Text;
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        await Is("");
        await Client.Post($"/registry/lockers/{label}/load", dump, "application/json").Done();
        await Is($"A,C=2 D={new string('x', 100_000)}");
        await stop.CancelAsync();
        await following;

        Task Is(string texts) => Until.Holds(() => Task.FromResult(Text() == texts), Deadline, () => $"it is {texts}: {Text()}", TestContext.Current.CancellationToken);
        string Text()
        {
            try
            {
                return string.Join(' ', copy.Texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => $"{text.Key}={text.Value}"));
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentException)
            {
                return "being changed";
            }
        }
    }

    private sealed class Script : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly Process _process;

        public Script(Uri node, string label, string place)
        {
            // In a session of its own, so that its curl ends with it.
            string[] command = ["setsid", "bash", Path.Combine(Docs, "live", "watch.sh"), new Uri(node, $"/registry/lockers/{label}/watch?data=y").AbsoluteUri, place];
            _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
            _process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is { } text) _lines.Enqueue(text);
            };
            _process.BeginOutputReadLine();
        }

        public IEnumerable<string> Changes => _lines.Select(line => $"{line.Split(' ')[0]} {(string?)JsonNode.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..])!["text"]}");

        public Task Prints(int lines) => Until.Holds(
            () => Task.FromResult(_lines.Count >= lines), Deadline, () => $"{lines} lines are printed: {string.Join('\n', _lines)}", TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
