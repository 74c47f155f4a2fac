using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockers.Gotos;
using Lockers.Gotos.Pod;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Gotos;

/// <summary>The goto-like peers refuse what a decoder of their generation refuses, and speak the protocols of their generation.</summary>
public sealed class RegistrationTests
{
    private const string Pairs = """{"Targets":{"t":{"name":"t","method":"GET","url":"http://127.0.0.1:9/","headers":[["a","b"]]}}}""";
    private const string Map = """{"Targets":{"t":{"name":"t","method":"GET","url":"http://127.0.0.1:9/","headers":{"a":"b"}}}}""";
    private const string JobById = """{"Jobs":{"j":{"id":"j","task":{"cmd":"true"}}}}""";
    private const string JobByName = """{"Jobs":{"j":{"name":"j","task":{"cmd":"true"}}}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GotoGeneration.V041, Pairs, true)]
    [InlineData(GotoGeneration.V041, Map, false)]
    [InlineData(GotoGeneration.V041, JobById, true)]
    [InlineData(GotoGeneration.V041, JobByName, false)]
    [InlineData(GotoGeneration.V07, Pairs, true)]
    [InlineData(GotoGeneration.V07, """{"Targets":{"t":{"replicas":"2"}}}""", false)]
    [InlineData(GotoGeneration.V07, "not json", false)]
    public async Task What_a_generation_cannot_decode_is_refused(GotoGeneration generation, string data, bool isReadable)
    {
        var requests = new List<string>();
        var ports = FreePort.Several(2);
        await using var registry = await PodServer.Start(ports[0], "registry", request =>
        {
            lock (requests) requests.Add(request.Target);
            return Task.FromResult(new PodAnswer(200, data));
        });
        await using var peer = await GotoPeer.Start(new(generation, new($"http://127.0.0.1:{ports[0]}"), "p", ports[1])
        {
            Retry = TimeSpan.FromMilliseconds(1),
            Reminder = TimeSpan.FromMilliseconds(20),
        });

        Assert.Equal(isReadable, peer.IsRegistered);
        Assert.Equal(isReadable, peer.Unreadable is null);
        if (isReadable)
        {
            await Until.Holds(
                () => Task.FromResult(Of(requests, "/registry/peers/p/remember") > 1), TestDeadlines.Step, () => "it reminds", Stop);
            return;
        }

        // One of 0.4.1 asks six times; none reminds.
        Assert.Equal(generation == GotoGeneration.V041 ? 6 : 1, Of(requests, "/registry/peers/add"));
        Assert.Equal(0, Of(requests, "/registry/peers/p/remember"));
    }

    [Fact]
    public async Task A_peer_of_2026_begins_with_HTTP_2_and_registers_by_HTTP_1()
    {
        var ports = FreePort.Several(2);
        using var listener = new TcpListener(IPAddress.Loopback, ports[0]);
        listener.Start();
        var starting = GotoPeer.Start(new(GotoGeneration.V2026, new($"http://127.0.0.1:{ports[0]}"), "p", ports[1]) { Tries = 1 });
        using var one = await listener.AcceptTcpClientAsync(Stop);
        using var other = await listener.AcceptTcpClientAsync(Stop);

        string[] firsts = [await First(one), await First(other)];

        Assert.Equal(["POST /registry/peers/add", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], firsts.Order(StringComparer.Ordinal));
        listener.Stop();
        one.Close();
        other.Close();
        await (await starting).DisposeAsync();
    }

    private static int Of(List<string> requests, string target)
    {
        lock (requests) return requests.Count(request => request == target);
    }

    private static async Task<string> First(TcpClient connection)
    {
        var bytes = new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length];
        await connection.GetStream().ReadExactlyAsync(bytes, Stop);
        return Encoding.ASCII.GetString(bytes);
    }
}
