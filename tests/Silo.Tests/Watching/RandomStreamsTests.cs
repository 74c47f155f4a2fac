using System.Globalization;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>
/// Copies of the current locker that are kept by streams, whatever happens to lockers, peers and connections: a seed decides. In the end each copy must
/// be what the current locker holds.
/// </summary>
public sealed class RandomStreamsTests : IDisposable
{
    private const int Histories = 20;
    private const int Steps = 60;
    private const string Peer = "p";

    private static readonly string[] Labels = ["one", "two", "three", "default"];
    private static readonly string[] Addresses = ["1.1.1.1:1", "1.1.1.2:1"];

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Whatever_happens_a_copy_that_follows_the_current_locker_becomes_what_that_holds()
    {
        await using var node = await LockersNode.Start();
        await using var follows = new StreamCopy(_http, node.Address, "&follow=y");
        await using var withPeers = new StreamCopy(_http, node.Address, "&follow=y&peers=y");
        await using var comesBack = new StreamCopy(_http, node.Address, "");
        await using var comesBackWithPeers = new StreamCopy(_http, node.Address, "&peers=y");
        StreamCopy[] copies = [follows, withPeers, comesBack, comesBackWithPeers];
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var steps = new List<string>();
            for (var step = 0; step < Steps; step++) await Step(node.Client, random, copies, steps);

            // The streams of those who do not follow are of lockers that were current.
            foreach (var copy in copies)
            {
                if (!copy.Query.Contains("follow", StringComparison.Ordinal)) await copy.Cut();
                if (!copy.IsConnected) copy.Connect();
            }

            foreach (var copy in copies)
            {
                var held = "";
                await Until.Holds(
                    async () =>
                    {
                        held = StreamCopy.Text(await copy.Read("current"));
                        return copy.Texts == held;
                    },
                    TestDeadlines.Step,
                    () => $"seed {seed}, {copy.Query}: the copy is [{copy.Texts}], the locker [{held}]\n{string.Join("; ", steps)}\n{copy.Taken}",
                    TestContext.Current.CancellationToken);
            }
        }

        // Otherwise the copies would be right for having been read over and over.
        Assert.All(copies, copy => Assert.InRange(copy.Resets, 0, Histories * Steps / 10));
    }

    private static async Task Step(NodeClient client, Random random, StreamCopy[] copies, List<string> steps)
    {
        var (label, address) = (Labels[random.Next(Labels.Length)], Addresses[random.Next(Addresses.Length)]);
        var path = string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => "abc"[random.Next(3)].ToString()));
        var text = random.Next(1000).ToString(CultureInfo.InvariantCulture);
        var copy = copies[random.Next(copies.Length)];
        switch (random.Next(20))
        {
            case < 6:
                await Do("POST", $"/registry/lockers/{(random.Next(2) == 0 ? "current" : label)}/store/{path}", text);
                break;
            case < 8:
                await Do("POST", $"/registry/lockers/current/remove/{path}");
                break;
            case 8:
                await Do("POST", $"/registry/lockers/{label}/clear");
                break;
            case < 11:
                await Do("POST", $"/registry/lockers/open/{label}");
                break;
            case < 13:
                await Do("POST", $"/registry/lockers/close/{label}");
                break;
            case 13:
                await Do("POST", "/registry/peers/add", Pods.Body(Peer, address), "application/json");
                break;
            case < 16:
                await Do("POST", $"/registry/peers/{Peer}/{address}/locker/store/{path}", text);
                break;
            case 16:
                await Do("POST", $"/registry/peers/{Peer}/remove/{address}");
                await Do("POST", "/registry/peers/clear/epochs");
                break;
            default:
                steps.Add($"{(copy.IsConnected ? "cut" : "connect")} {copy.Query}");
                if (copy.IsConnected) await copy.Cut();
                else copy.Connect();
                break;
        }

        async Task Do(string method, string target, string? body = null, string? type = "text/plain")
        {
            steps.Add($"{target} {body}");
            Assert.InRange((await client.Send(method, target, body is null ? [] : System.Text.Encoding.UTF8.GetBytes(body), type)).Status, 200, 499);
        }
    }
}
