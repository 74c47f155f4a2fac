using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <summary>Carries the state of a grain from a node that stops to another one: in chunks, a few at a time.</summary>
internal sealed partial class Handover(
    IGrainFactory grains, ILocalSiloDetails self, IClusterMembershipService members, ILogger<Handover> log)
{
    private const int ChunksAtOnce = 4;
    private const int MaxTries = 4;

    // With the value that ends a chunk, a message is little larger than that.
    private const int ChunkBytes = 512 * 1024;

    private int _turn = Random.Shared.Next(1 << 16);

    /// <summary>Sends a state to another node; to another one when that fails.</summary>
    /// <param name="state">The state.</param>
    /// <param name="kind">The letter of its grain's kind.</param>
    /// <param name="grain">Its grain.</param>
    /// <returns>What the next activation takes along; null where there is no other node.</returns>
    public async Task<HandoverTicket?> Send(JournaledState state, string kind, HeldGrain grain)
    {
        using var version = state.Mark();
        var others = Others();
        for (var tries = 0; tries < others.Count; tries++)
        {
            var node = others[(int)((uint)Interlocked.Increment(ref _turn) % others.Count)];
            try
            {
                return await Send(version, node, kind, grain, state.Feed?.LastRemoval ?? version.Revision);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                // That one is going away too.
                LogNotTaken(node, error.Message);
            }
        }

        return null;
    }

    /// <summary>Puts into an empty state what waits for it on this node.</summary>
    /// <exception cref="OrleansException">It is not all there any more.</exception>
    public async Task Receive(JournaledState state, HandoverTicket ticket)
    {
        // Placement usually followed the hint, and then this is a local call.
        var (here, crc) = (Node(ticket.Node), 0u);
        state.GoOnBehind(ticket.Revision);
        for (var number = 0; number < ticket.Chunks; number++)
        {
            var chunk = await Ask(here, ticket.Id, number)
                ?? throw new OrleansException($"Chunk {number} of {ticket.Chunks} of a state that was handed over is gone.");
            state.Replay(LogRecord.Open(chunk.Bytes, ref crc, new($"handover {ticket.Id}", number)).Span);
        }

        state.Feed?.Forget(ticket.LastRemoval);

        // A grain that keeps part of the state in its own form looks at it again: a tree is empty to its grain until it knows its generation.
        state.Moved?.Invoke();
    }

    /// <summary>Says that a state has arrived, and its grain is listed where it is.</summary>
    public async Task Forget(HandoverTicket ticket)
    {
        try
        {
            await Node(ticket.Node).Forget(ticket.Id);
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // It is forgotten after a while.
        }
    }

    // No later activation knows of the ticket: if this one gave up, the state would be lost.
    private static async Task<HandoverChunk?> Ask(INodeGrain here, Guid handover, int number)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await here.Give(handover, number);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException && tries < MaxTries)
            {
                // It can be asked for again.
            }
        }
    }

    private async Task<HandoverTicket> Send(TreeVersion version, SiloAddress node, string kind, HeldGrain grain, long lastRemoval)
    {
        var (id, to, number) = (Guid.NewGuid(), Node(node), 0);
        var sending = new Queue<Task>();
        await foreach (var chunk in TreeChunks.Render(version, ChunkBytes))
        {
            if (sending.Count == ChunksAtOnce) await sending.Dequeue();
            sending.Enqueue(to.Keep(id, number++, chunk.ToArray(), kind, grain).AsTask());
        }

        await Task.WhenAll(sending);
        return new(id, number, node, version.Revision, lastRemoval);
    }

    private List<SiloAddress> Others() =>
        [.. members.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress))
            .Select(member => member.SiloAddress)];

    private INodeGrain Node(SiloAddress node) => grains.GetGrain<INodeGrain>(node.ToParsableString());

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Node} did not take what a grain holds: {Why}")]
    private partial void LogNotTaken(SiloAddress node, string why);
}
