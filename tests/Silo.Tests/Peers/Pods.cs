using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Silo.Tests.Peers;

/// <summary>What pods of goto peers send.</summary>
internal static class Pods
{
    private static int _peers;

    /// <summary>A peer label that no other test uses.</summary>
    public static string FreshPeer() => $"peer-{Interlocked.Increment(ref _peers)}";

    /// <summary>The body with which a pod registers.</summary>
    public static string Body(string peer, string address, string pod = "pod1") =>
        $$"""{"name":"{{peer}}","address":"{{address}}","pod":"{{pod}}","namespace":"ns","node":"n1","cluster":"c1"}""";

    /// <summary>Registers a pod.</summary>
    public static Task<Answer> AddPod(this NodeClient client, string peer, string address, string pod = "pod1") =>
        client.Post("/registry/peers/add", Body(peer, address, pod), "application/json").Done();

    /// <summary>What the registry knows of a peer, or null.</summary>
    public static async Task<JsonNode?> Peer(this NodeClient client, string peer) => (await client.Json("/registry/peers"))[peer];

    /// <summary>Stores into an instance's tree.</summary>
    public static Task<Answer> StoreAt(this NodeClient client, string peer, string address, string path, string text = "text") =>
        client.Post($"/registry/peers/{peer}/{address}/locker/store/{path}", text).Done();

    /// <summary>The numbers of epochs, in order.</summary>
    public static IEnumerable<int> Epochs(this JsonNode? epochs) => epochs!.AsArray().Select(epoch => (int)epoch!["epoch"]!);
}
