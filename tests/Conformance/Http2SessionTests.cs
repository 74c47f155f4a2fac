using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance;

/// <summary>The connections on which peers of goto 0.9 report, played to a node byte for byte.</summary>
public sealed class Http2SessionTests
{
    private const string Connections = "goto-0.9-h2-connections.jsonl";
    private const string Session = "goto-0.9-peer-session.jsonl";
    private static readonly string[] Pods = ["127.0.0.1:8101", "127.0.0.1:8102", "127.0.0.1:8103"];

    [Fact]
    public async Task Every_request_is_answered_as_by_goto_and_what_it_stores_is_there()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Post("/registry/lockers/open/run1");
        var sent = Http2Recordings.Read(Connections);

        // The first events of some come before their peers' registrations.
        foreach (var connection in sent.Where(connection => connection.Streams[0].Status == 400))
        {
            using var early = await Http2Replay.Open(node, connection.Sent);
            Assert.Equal(400, (await early.PlayUntilAnswered(connection.Streams[0].Stream)).Status);
        }

        foreach (var (n, pod) in Pods.Index())
        {
            var peer = n < 2 ? "peer1" : "peer2";
            var registered = await node.Client.Post("/registry/peers/add", $$"""{"name":"{{peer}}","address":"{{pod}}"}""", "application/json");
            Assert.Equal(200, registered.Status);
        }

        foreach (var connection in sent)
        {
            using var replay = await Http2Replay.Open(node, connection.Sent);
            await replay.Play();
            foreach (var (stream, uri, _) in connection.Streams)
            {
                var answer = await replay.Answer(stream);
                Assert.True(answer is { IsWhole: true, Status: 200 }, $"{uri}: {answer}");
            }

            Assert.Empty(replay.GoAways);
            foreach (var (uri, body) in connection.Reports())
                Assert.Equal(body, (await node.Client.Get(uri.Replace("/store/", "/get/", StringComparison.Ordinal))).Body);
        }
    }

    [Fact]
    public async Task Connections_of_a_live_session_are_answered_to_the_end()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Post("/registry/lockers/open/run1");
        var lines = Recordings.Lines(Session);
        foreach (var line in lines.Where(line => line.Uri.EndsWith("/add", StringComparison.Ordinal)))
            Assert.Equal(200, (await node.Client.Post(line.Uri, line.Body, line.RequestType)).Status);

        foreach (var sent in lines.Select(line => line.Http2).OfType<byte[]>())
        {
            using var replay = await Http2Replay.Open(node, sent);
            await replay.Play();
            foreach (var stream in Http2Frame.Parse(sent).Where(frame => frame.EndsStream).Select(frame => frame.Stream).Distinct())
            {
                var answer = await replay.Answer(stream);
                Assert.True(answer is { IsWhole: true, Status: 200 }, answer.ToString());
            }

            Assert.Empty(replay.GoAways);
        }

        var instances = (await node.Client.Get("/registry/lockers/run1")).Json!["peerLockers"]!["peer1"]!["instanceLockers"]!.AsObject();
        Assert.All(instances, instance => Assert.NotEmpty(instance.Value!["locker"]!["client"]!["subKeys"]!.AsObject()));
    }
}
