using System.Text;
using Lockers.Cluster.Nodes;
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
            var reply = await doors.List[i % nodes.Count].Ask("POST", $"/registry/lockers/{label}/store/{i:D4}", Text(i));
            Assert.True(reply.Status == 200, $"Text {i} was not stored: {reply.Note} {reply.Answer}");
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
                var reply = await door.Ask("GET", $"/registry/lockers/{label}/get/{i:D4}");
                Assert.True(reply.Status == 200, $"Text {i} was not read: {reply.Note} {reply.Answer}");
                Assert.True(text.AsSpan().SequenceEqual(reply.Answer!.Body), $"Text {i} is another through {door.Node.Name}.");
            }
        }
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
