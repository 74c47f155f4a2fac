using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Fuzz;

public sealed class FuzzTests(LockersNode node, ITestOutputHelper output)
{
    private const int Workers = 4;
    private const int RequestsPerWorker = 1500;
    private const int Garbage = 600;

    /// <summary>The same requests in every run, unless <c>LOCKERS_FUZZ_SEED</c> names another seed.</summary>
    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("LOCKERS_FUZZ_SEED") ?? "20251", CultureInfo.InvariantCulture);

    // Each worker keeps a model of lockers that only it writes, and throws hostile requests in between, which must leave
    // them alone. NodeClient checks of every answer that it breaks no rule and is no 5xx.
    [Fact]
    public async Task Hostile_requests_never_break_the_node_and_nothing_that_it_acknowledged_is_lost()
    {
        output.WriteLine($"LOCKERS_FUZZ_SEED={Seed}");
        var stem = Calls.FreshLabel();
        var workers = Enumerable.Range(0, Workers).Select(i => new FuzzWorker(node.Client, new Random(Seed + i), $"{stem}-model-{i}"))
            .ToList();

        await Task.WhenAll(workers.Select(worker => worker.Run(RequestsPerWorker)));

        Assert.True(workers.Sum(worker => worker.Acknowledged) > Workers * RequestsPerWorker / 4, "Hardly anything was acknowledged.");
        foreach (var worker in workers) await worker.ReadBack();
    }

    [Fact]
    public async Task Garbage_on_bare_sockets_never_breaks_the_node()
    {
        output.WriteLine($"LOCKERS_FUZZ_SEED={Seed}");
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b", "kept");
        var garbage = new GarbageSource(new Random(Seed));

        for (var i = 0; i < Garbage; i++)
        {
            var bytes = garbage.Next();
            using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
            var statuses = await Statuses(connection, bytes);
            // 505 is a server's word for a version of HTTP that the client made up.
            Assert.All(statuses, status => Assert.True(status is < 500 or 505, $"{status} to {Convert.ToBase64String(bytes)}"));
        }

        Assert.False(node.Process.HasExited);
        Assert.Equal("kept", await node.Client.Text(label, "a,b"));
    }

    private static async Task<List<int>> Statuses(RawConnection connection, byte[] bytes)
    {
        var statuses = new List<int>();
        try
        {
            await connection.Write(bytes);
            connection.EndWriting();
            while (await connection.Read() is { } answer) statuses.Add(answer.Status);
        }
        catch (IOException)
        {
            // The node may hang up on garbage at any moment, also while it is sent.
        }

        return statuses;
    }
}
