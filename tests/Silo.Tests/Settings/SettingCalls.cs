using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

/// <summary>What the tests of targets, jobs and the like ask over and over.</summary>
internal static class SettingCalls
{
    /// <summary>A registry without peers.</summary>
    public static Task<Answer> Cleared(this NodeClient client) => client.Post("/registry/peers/clear").Done();

    /// <summary>What a pod is handed when it registers.</summary>
    public static async Task<JsonNode> Startup(this NodeClient client, string peer, string address) => (await client.AddPod(peer, address)).Json!;

    /// <summary>Sends JSON, and gives what was answered as <c>{peer:{"ip:port":bool}}</c>.</summary>
    public static async Task<string> Tell(this NodeClient client, string target, string? body = null, string method = "POST", int status = 200)
    {
        var answer = await client.Send(method, target, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body), body is null ? null : "application/json");
        Assert.True(answer.Status == status, $"Expected {status}, got {answer}");
        return answer.Json!.ToJsonString();
    }

    /// <summary>The answer where each pod did it, or did not.</summary>
    public static string All(bool done, params (string Peer, string[] Addresses)[] peers) => new JsonObject(peers.Select(peer =>
        KeyValuePair.Create(peer.Peer, (JsonNode?)new JsonObject(peer.Addresses.Select(address =>
            KeyValuePair.Create(address, (JsonNode?)done)))))).ToJsonString();
}
