using System.Collections.Concurrent;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Concurrency;

public sealed class EverythingAtOnceTests(LockersNode node)
{
    private const int Rounds = 120;
    private readonly string _stem = Calls.FreshLabel();
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();

    // NodeClient checks of every answer that it is a success or the client's fault, and of every JSON that it is JSON.
    [Fact]
    public async Task Everything_at_once_gives_valid_answers_and_loses_no_write()
    {
        Task[] all =
        [
            .. Enumerable.Range(0, 4).Select(i => Repeat(Rounds, round => Write(i, round))),
            .. Enumerable.Range(0, 2).Select(i => Repeat(Rounds, round => Report(i, round))),
            Repeat(Rounds, _ => node.Client.Get("/registry/lockers?data=y")),
            Repeat(Rounds, i => node.Client.Get($"/registry/lockers/{_stem}-{i % 4}?data=y")),
            Repeat(Rounds, _ => node.Client.Get("/registry/lockers/find/k1?peers=y&in=all")),
            Repeat(Rounds, _ => node.Client.Get("/registry/dump")),
            Repeat(Rounds, _ => node.Client.Get("/registry/lockers/data/paths")),
            Repeat(Rounds, _ => node.Client.Get("/registry/lockers/labels?detailed=y")),
            Repeat(Rounds, _ => node.Client.Get("/registry/peers/lockers/targets/results?detailed=y")),
            Repeat(Rounds, i => node.Client.Post($"/registry/lockers/open/{_stem}-open-{i % 3}").Done()),
            Repeat(Rounds, i => node.Client.Post($"/registry/lockers/close/{_stem}-open-{i % 3}").Done()),
            Repeat(Rounds, i => node.Client.Post($"/registry/lockers/{_stem}-open-{i % 3}/clear")),
            Repeat(Rounds, i => node.Client.Post("/registry/lockers/current/store/shared", $"{i}").Done()),
            Repeat(Rounds, _ => node.Client.Get("/registry/lockers/CURRENT/get/shared")),
        ];
        await Task.WhenAll(all);

        Assert.Equal(4 * Rounds * 2, _acknowledged.Count);
        foreach (var (target, text) in _acknowledged) Assert.Equal(text, (await node.Client.Get(target).Done()).Text);
    }

    private static async Task Repeat(int times, Func<int, Task> call)
    {
        for (var i = 0; i < times; i++) await call(i);
    }

    private async Task Write(int writer, int round)
    {
        string[] targets = [$"/lockers/{_stem}-{writer}/{{0}}/k{round},v", $"/lockers/{_stem}-shared/{{0}}/k{round},v,w{writer}"];
        foreach (var target in targets)
        {
            var text = $"{writer} in {round}";
            await node.Client.Post(string.Format(null, target, "store"), text).Done();
            var get = string.Format(null, target, "get");
            _acknowledged[get] = text;
            Assert.Equal(text, (await node.Client.Get(get).Done()).Text);
        }
    }

    private async Task Report(int peer, int round)
    {
        var report = $$"""{"target":"t","invocationCounts":{{round}} }""";
        await node.Client.Post($"/registry/peers/{_stem}-p/1.1.1.{peer}:1/locker/store/client,t", report, "application/json").Done();
        await node.Client.Get($"/registry/peers/{_stem}-p/locker");
    }
}
