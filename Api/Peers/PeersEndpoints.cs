using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Registering pods, and what is known of them.</summary>
internal static class PeersEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapPeers(this RouteGroupBuilder peers)
    {
        var (pods, admin) = (peers.For(Role.Peer), peers.For(Role.Admin));
        pods.MapPost("/add", Add)
            .Describe("addPeer", "A pod registers: it begins a new epoch, what it had reported is kept as an earlier one, and it is handed what it is to run.",
                Takes.Json("Registration", "The pod."), Gives.Json("PeerData", "What the pod is to do."));
        pods.MapPost("/{peer}/remember", Remember)
            .Describe("rememberPeer", "A pod says that it is still there. One that is not known is registered; nothing is reset. The body's name and address count.",
                Takes.Json("Registration", "The pod."), Gives.Json("PeerData", "A message; targets and jobs are null."));
        pods.MapMethods("/{peer}/remove/{address}", PostOrPut, Remove)
            .Describe("removePeer", "A pod deregisters. What it reported stays.",
                Gives.Line("Peer Removed: peer1"), Fails.With(406, "There is no such peer."));
        peers.For(Role.Read).MapGet("", All)
            .Describe("getPeers", "All peers, with their pods and epochs.", Gives.Json("Peers", "The peers."));
        admin.MapPost("/clear/epochs", ClearEpochs)
            .Describe("clearEpochs", "Forgets the epochs of pods that are gone.", Gives.Line("Peers epochs cleared"));
        admin.MapPost("/clear", Clear).WithMetadata(new Sweeping("drop all peers and all lockers"))
            .Describe("clearPeers", "Drops all peers and all lockers.", Gives.Line("Peers cleared (2 lockers, 13 keys, 1 peer)"));
        peers.For(Role.Write).MapPost("/copyToLocker", CopyToLocker)
            .Describe("copyPeersToLocker", "Stores all peers at the key `peers` of the current locker.",
                Gives.Line("Peers info stored in labeled locker run1 under path 'peers'"));
        return peers;
    }

    private static async Task Add(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var registration = RegistrationBody.Parse(await edge.Body(context, RegistrationBody.MaxBytes));
        var peer = edge.Peer(registration.Name);
        var begun = await peer.Add(registration);
        await edge.OnCurrent((locker, generation) => locker.ResetInstance(registration.Name, registration.Address, begun, generation));
        events.Note("Registry: Peer Added", registration.Name, JsonText.Write(json => PeerWire.Registration(json, registration)));
        var settings = await edge.Registry.Settings();
        await PeerWire.Startup(context, peer, settings);
    }

    private static async Task Remember(HttpContext context, LockerEdge edge)
    {
        var registration = RegistrationBody.Parse(await edge.Body(context, RegistrationBody.MaxBytes));
        var added = await edge.Peer(registration.Name).Remember(registration);
        if (added) await SetActive(edge, registration.Name, registration.Address, active: true);
        await Answers.JsonText(context, JsonText.Write(json => PeerWire.Remembered(json, registration)));
    }

    private static async Task Remove(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        if (await edge.Peer(peer).Remove(address) == Outcome.NotFound)
        {
            await Problems.Write(context, StatusCodes.Status406NotAcceptable, "Peer not found", $"Peer not found: {peer}");
            return;
        }

        await SetActive(edge, peer, address, active: false);
        events.Note("Registry: Peer Removed", peer, address);
        await Answers.Line(context, $"Peer Removed: {peer}");
    }

    private static Task All(HttpContext context, LockerEdge edge)
    {
        WholeDump.Offer(context);
        return PeerReads.Send(context, edge, peer => peer.ReadPeer());
    }

    private static async Task ClearEpochs(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        await foreach (var peer in await edge.Peers()) await edge.Peer(peer).ClearEpochs();
        events.Note("Registry: Peers Epochs Cleared", "", "");
        await Answers.Line(context, "Peers epochs cleared");
    }

    private static async Task Clear(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var removal = await edge.Registry.ClearPeers();
        events.Note("Registry: Peers Cleared", "", "");
        await Removals.Answer(context, "Peers cleared", removal);
    }

    private static async Task CopyToLocker(HttpContext context, LockerEdge edge)
    {
        var peers = await PeerReads.Collect(edge, peer => peer.ReadPeer());
        var label = await edge.OnCurrent(async (locker, generation) => (await locker.Store(new(KeyPath.Of("peers"), peers, TextFormat.Json, generation))).Outcome);
        await Answers.Line(context, $"Peers info stored in labeled locker {label} under path 'peers'");
    }

    /// <summary>Notes in the current locker whether an instance is registered.</summary>
    public static Task<string> SetActive(LockerEdge edge, string peer, string address, bool active) =>
        edge.OnCurrent((locker, generation) => locker.SetActive(peer, address, active, generation));
}
