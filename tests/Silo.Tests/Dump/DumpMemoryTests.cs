using System.Net;
using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

public sealed class DumpMemoryTests
{
    private const int Peers = 6;
    private const int Targets = 16;

    // A target as large as one may be, but for what is around its body.
    private const int BodyBytes = (1024 * 1024) - 64;

    [Fact]
    public async Task Memory_for_peers_with_many_targets_grows_by_what_is_stored_and_little_more()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Post("/registry/load", """{"peerTargets":{"p":{"t":{"name":"t"}}}}""").Done();
        await Dumps.Of(node);
        var (resident, stored) = (await NodeMemory.Settled(node), Peers * Targets * BodyBytes);
        NodeMemory.ForgetPeak(node);

        await node.Client.Send("POST", "/registry/load", new TargetStream(), null).Done();

        var loading = NodeMemory.Peak(node) - resident;
        var loaded = await NodeMemory.Settled(node);
        NodeMemory.ForgetPeak(node);

        var dump = await Dumps.Of(node);

        var dumping = NodeMemory.Peak(node) - loaded;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{stored >> 20} MiB of targets: {resident >> 20} MiB before, {loading >> 20} MiB more to load them, {dumping >> 20} MiB more to dump them.");
        Assert.InRange(dump.Length, stored, int.MaxValue);
        Assert.InRange(loading, stored / 2, (stored * 3 / 2) + (64 << 20));
        Assert.InRange(dumping, long.MinValue, 64 << 20);
        await node.Client.Send("POST", "/registry/load", dump).Done();
        Dumps.Same(dump, await Dumps.Of(node), "after the load");
    }

    // Peers that never registered, each with targets of a megabyte.
    private sealed class TargetStream : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var body = new string('b', BodyBytes);
            await Write(stream, "{\"peerTargets\":{");
            for (var peer = 0; peer < Peers; peer++)
            {
                await Write(stream, $$"""{{(peer > 0 ? "," : "")}}"p{{peer}}":{""");
                for (var target = 0; target < Targets; target++)
                    await Write(stream, $$"""{{(target > 0 ? "," : "")}}"t{{target}}":{"name":"t","body":"{{body}}"}""");
                await Write(stream, "}");
            }

            await Write(stream, "}}");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private static async Task Write(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}
