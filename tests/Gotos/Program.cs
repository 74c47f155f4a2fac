using System.Globalization;
using System.Runtime.InteropServices;
using Lockers.Gotos;

// Stand-ins for goto peers, for people who try a registry without a goto at hand: registry, and name:port[:generation] of each.
if (args.Length < 2 || !Uri.TryCreate(args[0], UriKind.Absolute, out var registry))
{
    Console.Error.WriteLine("Give the registry's address and the peers: http://localhost:8080 peer1:8081 peer2:8082:V09");
    Console.Error.WriteLine($"Generations are {string.Join(", ", Enum.GetNames<GotoGeneration>())}; without one a peer is of 0.9.");
    return 1;
}

var ended = new TaskCompletionSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var peers = new List<GotoPeer>();
foreach (var parts in args[1..].Select(peer => peer.Split(':')))
{
    var port = int.Parse(parts[1], CultureInfo.InvariantCulture);
    var generation = parts.Length > 2 ? Enum.Parse<GotoGeneration>(parts[2]) : GotoGeneration.V09;
    var peer = await GotoPeer.Start(new(generation, registry, parts[0], port) { Pod = $"pod{port}", Tries = 2, Retry = TimeSpan.FromSeconds(1) });
    peers.Add(peer);
    Console.WriteLine($"{peer.Name} at {peer.Address} {(peer.IsRegistered ? "is registered" : $"is not registered: {peer.Unreadable ?? "no answer"}")}");
}

await ended.Task;
foreach (var peer in peers) await peer.Stop();
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.TrySetResult();
}
