using System.Security.Cryptography;
using System.Text;
using Lockers.Gotos;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Gotos;

/// <summary>Peers whose registry URL has a user and a password report to a node that wants keys, in both protocols.</summary>
public sealed class KeyTests
{
    private const string Key = "lk_0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE";
    private static readonly string Hash = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Key)))}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Peers_of_every_generation_register_with_the_key_in_their_registrys_URL()
    {
        await using var node = await LockersNode.Start(
            "--Lockers:Auth:Keys:0:Name=peer", $"--Lockers:Auth:Keys:0:Hash={Hash}", "--Lockers:Auth:Keys:0:Roles=peer",
            "--Lockers:Auth:Anonymous=read");
        var with = new UriBuilder(node.Address) { UserName = "peer", Password = Key }.Uri;
        foreach (var generation in Enum.GetValues<GotoGeneration>())
        {
            var ports = FreePort.Several(2);
            await using var peer = await GotoPeer.Start(new(generation, with, $"p{generation}", ports[0]) { Tries = 1 });
            await using var stranger = await GotoPeer.Start(
                new(generation, node.Address, $"s{generation}", ports[1]) { Tries = 1, Retry = TimeSpan.FromMilliseconds(1) });

            Assert.True(peer.IsRegistered, $"{generation}: {peer.Unreadable}");
            Assert.False(stranger.IsRegistered);
        }

        var peers = await node.Client.Get("/registry/peers");
        Assert.Equal(Enum.GetValues<GotoGeneration>().Select(generation => $"p{generation}").Order(StringComparer.Ordinal), peers.Json!.AsObject().Select(peer => peer.Key));
        Assert.Equal(401, (await node.Client.Post("/registry/peers/clear")).Status);
    }
}
