using System.Globalization;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Concurrency;

public sealed class CloseRaceTests(LockersNode node)
{
    private const int Rounds = 30;
    private const int Writers = 6;

    // A read begins anew for ten closings: it may be under way since the last wait but one.
    private const int RoundsAtOnce = 3;

    public static TheoryData<string> Trees =>
        ["/registry/lockers/{0}/store/k,{1}", "/registry/peers/p/1.1.1.{1}:1/locker/store/k", "/registry/peers/p{1}/locker/store/k"];

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Nothing_acknowledged_before_a_close_is_there_after_it(string store)
    {
        var label = await node.Client.OpenFresh();
        for (var round = 0; round < Rounds; round++)
        {
            using var stop = new CancellationTokenSource();
            var acknowledged = new int[Writers];
            var writers = Enumerable.Range(0, Writers).Select(async writer =>
            {
                for (var number = 1; !stop.IsCancellationRequested; number++)
                {
                    await node.Client.Post(string.Format(null, store, label, writer), $"{writer} {number}").Done();
                    Volatile.Write(ref acknowledged[writer], number);
                }
            }).ToList();
            await Until.Holds(
                () => Task.FromResult(acknowledged.All(number => number > 0)), TestDeadlines.Step, () => "every writer stores",
                CancellationToken.None);

            var before = acknowledged.ToArray();
            await node.Client.Post($"/registry/lockers/close/{label}").Done();
            await node.Client.Post($"/registry/lockers/open/{label}").Done();
            var seen = Texts(await node.Client.Json($"/registry/lockers/{label}?data=y")).Select(Parse).ToList();
            await stop.CancelAsync();
            await Task.WhenAll(writers);

            Assert.All(seen, text => Assert.True(text.Number > before[text.Writer], $"{text} is of the old generation, in round {round}."));
        }
    }

    [Fact]
    public async Task A_closed_label_does_not_come_back_by_what_peers_store_into_current()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var label = await node.Client.OpenFresh();
            using var stop = new CancellationTokenSource();
            var writers = Enumerable.Range(0, Writers).Select(async i =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await node.Client.Post($"/registry/peers/p/1.1.1.{i}:1/locker/store/k", "text").Done();
                    await node.Client.Post("/registry/lockers/current/store/k", "text").Done();
                }
            }).ToList();

            await node.Client.Post($"/registry/lockers/close/{label}").Done();
            var labels = await node.Client.Json("/registry/lockers/labels");
            await stop.CancelAsync();
            await Task.WhenAll(writers);

            Assert.DoesNotContain(label, labels.Strings());
            Assert.DoesNotContain(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
            Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}"));
        }
    }

    // NodeClient checks of every answer that it is a success or the client's fault: closing is nobody's storage gone away.
    [Fact]
    public async Task Whatever_meets_a_close_is_answered_as_before_it_or_as_after_it()
    {
        var label = await node.Client.OpenFresh();
        using var stop = new CancellationTokenSource();
        string[] reads =
        [
            $"/registry/lockers/{label}?data=y", "/registry/lockers?data=y", "/registry/dump", "/registry/lockers/data/paths",
            "/registry/peers/lockers", "/registry/peers/p/locker", "/registry/lockers/labels?detailed=y",
            "/registry/lockers/find/k?peers=y",
        ];
        string[] stores = [$"/registry/lockers/{label}/store/k", "/registry/lockers/current/store/k",
            "/registry/peers/p/1.1.1.1:1/locker/store/k"];
        var done = new int[reads.Length + stores.Length];
        var others = reads.Select((read, at) => Over(at, () => node.Client.Get(read)))
            .Concat(stores.Select((store, at) => Over(reads.Length + at, () => node.Client.Post(store, "text").Done()))).ToList();

        for (var round = 0; round < 5 * Rounds && others.TrueForAll(other => !other.IsFaulted); round++)
        {
            await node.Client.Post($"/registry/lockers/open/{label}").Done();
            await node.Client.Post($"/registry/lockers/close/{label}").Done();
            if (round % RoundsAtOnce == 0) await AllGoOn(done, others);
        }

        await stop.CancelAsync();
        await Task.WhenAll(others);

        async Task Over(int at, Func<Task> call)
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref done[at])) await call();
        }
    }

    // Whichever locker is current at a moment, it holds the key.
    [Fact]
    public async Task A_read_of_current_is_never_told_that_there_is_none_while_lockers_are_closed()
    {
        await node.Client.Post("/registry/lockers/open/default").Done();
        await node.Client.Store("default", "k");
        var label = Calls.FreshLabel();
        using var stop = new CancellationTokenSource();
        (string Target, string Holds)[] reads =
        [
            ("/registry/peers/lockers", "\"k\""), ("/registry/lockers/current", "\"k\""), ("/registry/lockers/current/dump", "\"k\""),
            ("/registry/lockers/current/get/k", "text"), ("/registry/lockers/current/get/k?tree=y", "\"k\""),
            ("/registry/lockers/current/dump/k", "text"), ("/registry/lockers/current/find/k", "/k\""),
            ("/registry/lockers/current/data/paths", "\"k\""), ("/registry/lockers/current/targets/results", "{"),
            ("/registry/lockers/targets/results", "{"), ("/registry/peers/lockers/targets/results", "{"), ("/registry/lockers/current/peers", "{"),
        ];
        var done = new int[reads.Length];
        var readers = reads.Select(async (read, at) =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref done[at]))
                Assert.Contains(read.Holds, (await Ok(read.Target)).Text, StringComparison.Ordinal);
        }).ToList();

        for (var round = 0; round < 5 * Rounds && readers.TrueForAll(reader => !reader.IsFaulted); round++)
        {
            await node.Client.Store(label, "k");
            await node.Client.Post($"/registry/lockers/open/{label}").Done();
            await node.Client.Post($"/registry/lockers/close/{label}").Done();
            if (round % RoundsAtOnce == 0) await AllGoOn(done, readers);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);

        async Task<Answer> Ok(string read)
        {
            var answer = await node.Client.Get(read);
            Assert.True(answer.Status == 200, $"{read}: {answer}");
            return answer;
        }
    }

    [Theory]
    [InlineData("/registry/lockers/close/{0}")]
    [InlineData("/registry/lockers/{0}/clear")]
    public async Task Close_and_clear_reach_every_peer_and_instance(string form)
    {
        var label = await node.Client.OpenFresh();
        var stores = Enumerable.Range(0, 60)
            .Select(i => node.Client.Post($"/registry/peers/p{i % 7}/1.1.1.{i}:1/locker/store/a,b", "instance").Done())
            .Concat(Enumerable.Range(0, 7).Select(i => node.Client.Post($"/registry/peers/p{i}/locker/store/a,b", "peer").Done()));
        await Task.WhenAll(stores);

        await node.Client.Post(string.Format(null, form, label)).Done();
        await node.Client.Post($"/registry/lockers/open/{label}").Done();

        Assert.Empty(Texts(await node.Client.Json($"/registry/lockers/{label}?data=y")));
        for (var i = 0; i < 60; i++) await node.Client.Get($"/registry/peers/p{i % 7}/1.1.1.{i}:1/locker/get/a,b").Problem(404);
    }

    // A call that the machine holds up, while lockers are closed at full speed, would meet one closing after another and be told to come again later.
    private static async Task AllGoOn(int[] done, List<Task> calls)
    {
        var before = done.ToArray();
        await Until.Holds(
            () => Task.FromResult(calls.Exists(call => call.IsFaulted) || done.Zip(before).All(pair => pair.First > pair.Second)), TestDeadlines.Step,
            () => "every reader and writer goes on", TestContext.Current.CancellationToken);
    }

    private static (int Writer, int Number) Parse(string text)
    {
        var parts = text.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Texts(JsonNode? json) => json is not JsonObject members ? [] : members.SelectMany(member =>
        member.Key == "data" && member.Value is JsonValue value && (string?)value is { Length: > 0 } text ? [text] : Texts(member.Value));
}
