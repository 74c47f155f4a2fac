using System.Text;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Load;

/// <summary>A locker of 1 MiB texts, to be handed over whole.</summary>
internal sealed class LargeLocker(string label, int megabytes, int seed)
{
    private const int TextBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Stores all of it, through one door after another.</summary>
    public async Task Fill(IReadOnlyList<ClusterNode> nodes)
    {
        using var doors = new Opened(nodes);
        for (var i = 0; i < megabytes; i++)
        {
            await Answered(doors.List[i % nodes.Count], "POST", $"store/{i:D4}", Text(i));
        }
    }

    /// <summary>Reads all of it through every door.</summary>
    public async Task IsWhole(IReadOnlyList<ClusterNode> nodes)
    {
        using var doors = new Opened(nodes);
        for (var i = 0; i < megabytes; i++)
        {
            var text = Encoding.ASCII.GetBytes(Text(i));
            foreach (var door in doors.List)
            {
                var answer = await Answered(door, "GET", $"get/{i:D4}");
                Assert.True(text.AsSpan().SequenceEqual(answer.Body), $"Text {i} is another through {door.Node.Name}.");
            }
        }
    }

    // On a busy machine a node may be without its lease for a moment.
    private async Task<Answer> Answered(Door door, string method, string target, string? body = null)
    {
        Reply reply = null!;
        await Until.Holds(
            async () => (reply = await door.Ask(method, $"/registry/lockers/{label}/{target}", body)).Status is not (0 or 503), TestDeadlines.Recovery,
            () => $"{method} {target} is answered: {reply.Note} {reply.Answer}", TestContext.Current.CancellationToken);
        Assert.True(reply.Status == 200, $"{method} {target}: {reply.Note} {reply.Answer}");
        return reply.Answer!;
    }

    private string Text(int number) =>
        string.Create(TextBytes, new Random(seed + number), static (text, random) => random.GetItems("0123456789abcdef ", text));

    private sealed class Opened(IReadOnlyList<ClusterNode> nodes) : IDisposable
    {
        public IReadOnlyList<Door> List { get; } = [.. nodes.Select(node => new Door(node, Patience))];

        public void Dispose()
        {
            foreach (var door in List) door.Dispose();
        }
    }
}
