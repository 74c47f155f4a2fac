using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>A client that stores, removes and reads at random, one thing at a time, and retries nothing.</summary>
internal sealed class WorkloadClient(
    RecordedCalls calls, Random random, IReadOnlyList<ClusterNode> nodes, IReadOnlyList<Register> registers, TimeSpan patience)
{
    private const int MaxPauseMs = 40;

    public async Task Run(CancellationToken stop)
    {
        using var doors = new DoorChoice(random, nodes, patience);
        while (!stop.IsCancellationRequested)
        {
            var door = doors.Next();
            var reply = await Step(door, registers[random.Next(registers.Count)]);
            if (reply.Status is 0) doors.Avoid(door);
            await Pause(reply.Sent ? MaxPauseMs : 10 * MaxPauseMs, stop);
        }
    }

    private Task<Reply> Step(Door door, Register register) => random.Next(100) switch
    {
        < 45 => calls.Store(door, register),
        < 55 => calls.Remove(door, register),
        < 98 => calls.Get(door, register),
        _ => calls.Dump(door, register.Label, registers),
    };

    // To be told to stop ends a pause, and is no failure.
    private async Task Pause(int maxMs, CancellationToken stop) =>
        await Task.Delay(random.Next(maxMs), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
