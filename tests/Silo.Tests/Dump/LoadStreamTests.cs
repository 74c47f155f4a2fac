using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

public sealed class LoadStreamTests
{
    private const int Keys = 64 * 1024;
    private const int TextBytes = 4 * 1024;

    // Read whole, the dump would be in memory beside everything that is stored of it.
    [Fact]
    public async Task Memory_grows_by_what_is_stored_and_little_more()
    {
        await using var node = await LockersNode.Start("--Lockers:MaxLoadBytes=600000000");
        await Send(node, new DumpStream(1000, TextBytes)).Done();
        await Send(node, new DumpStream(1, 1)).Done();
        var resident = await NodeMemory.Settled(node);
        NodeMemory.ForgetPeak(node);

        await Send(node, new DumpStream(Keys, TextBytes)).Done();

        var (peak, stored) = (NodeMemory.Peak(node) - resident, (long)Keys * TextBytes);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"A load of {stored >> 20} MiB of texts: {resident >> 20} MiB before, {peak >> 20} MiB more at the peak.");
        Assert.InRange(peak, stored / 2, (stored * 3 / 2) + (64 << 20));
        Assert.Equal(new string('x', TextBytes), await node.Client.Text(DumpStream.Label, "key-00065535"));
    }

    [Fact]
    public async Task One_dump_is_loaded_at_a_time_and_the_next_is_told_to_wait()
    {
        await using var node = await LockersNode.Start();
        using var client = new NodeClient(node.Address) { MayBeUnavailable = true };
        Answer? refused = null;

        // What was sent of the first one may not have arrived when the second one asks: then the first one is refused, and begins again.
        await Until.Holds(IsTaken, TestDeadlines.Start, () => "the first load is taken", TestContext.Current.CancellationToken);

        Assert.Equal(503, refused!.Status);
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal(404, await node.Client.Status("/registry/lockers/other"));
        await node.Client.Post("/registry/load", "{}").Done();

        // Refused, the connection is closed while the client still sends: it may not read the answer.
        async Task<bool> IsTaken()
        {
            try
            {
                return (await client.Send("POST", "/registry/load", new DumpStream(2000, 1000, SecondIsRefused), null)).Status == 200;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        async Task SecondIsRefused()
        {
            for (var tries = 0; tries < 1000 && refused?.Status != 503; tries++) refused = await Status(node, "/registry/load");
            if (refused!.Status != 503) return;
            Assert.Equal(503, (await Status(node, "/registry/lockers/x/load")).Status);
            await node.Client.Store("other", "a");
        }
    }

    [Fact]
    public async Task A_load_that_fails_on_the_way_leaves_nothing_and_lets_the_next_through()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Store("default", "kept");
        var before = await Dumps.Of(node);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Send(node, new DumpStream(2000, 1000, () => throw new HttpRequestException())));
        await Until.Holds(
            async () => (await Status(node, "/registry/load")).Status == 200, TestDeadlines.Step, () => "the next load gets through",
            CancellationToken.None);
        await node.Client.Post("/registry/load", """{"lockers":{"a":{"dataLocker":{"locker":{"k":{"data":"x"}}}},"a":{}}}""").Problem(400, "lockers.a");

        Dumps.Same(before, await Dumps.Of(node), "after loads that failed");
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{DumpStream.Label}/get/key-00000000"));
        Assert.Equal(404, await node.Client.Status("/registry/lockers/a/get/k"));
    }

    [Fact]
    public async Task A_dump_that_is_larger_than_allowed_is_413_and_nothing_is_loaded()
    {
        await using var node = await LockersNode.Start("--Lockers:MaxLoadBytes=100000");

        await Send(node, new DumpStream(150, 1000)).Problem(413, "100000");

        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{DumpStream.Label}"));
    }

    private static Task<Answer> Send(LockersNode node, HttpContent dump) => node.Client.Send("POST", "/registry/load", dump, null);

    // A client that minds no 503.
    private static Task<Answer> Status(LockersNode node, string target) => RawConnection.Exchange(node.Address, "POST", target, "{}");
}
