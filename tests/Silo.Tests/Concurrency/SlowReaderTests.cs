using System.Globalization;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Concurrency;

public sealed class SlowReaderTests(LockersNode node)
{
    private const int Keys = 800;
    private const int StoresBetweenReads = 5;
    private static readonly string Padding = new('x', 10_000);
    private readonly string _label = Calls.FreshLabel();
    private int _stored;

    public static TheoryData<string> Reads =>
        ["/registry/lockers/{0}?data=y", "/registry/lockers/{0}/get/k", "/registry/lockers/{0}/dump", "/registry/dump"];

    // One writer stores the number of its round into key after key, so at any moment the keys in order hold the round that
    // is under way, and after those the round before. An answer that is read a piece at a time, with stores between, must
    // show one such moment. 8 MB is more than sockets take without being read.
    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_slow_reader_gets_a_whole_answer_of_one_version(string form)
    {
        while (_stored < Keys + 100) await StoreNext();
        var from = _stored;
        using var connection = await RawConnection.Open(node.Address, receiveBuffer: 16 * 1024, stop: TestContext.Current.CancellationToken);
        await connection.Write(RawConnection.Request("GET", string.Format(null, form, _label), null));

        var answer = await connection.Read("GET", StoreSome);

        Assert.Equal(200, answer!.Status);
        Assert.True(_stored > from + 100, "Nothing was stored while the answer was read.");
        var rounds = Rounds(answer.Json!);
        Assert.Equal(Keys, rounds.Count);
        Assert.Equal(rounds.OrderDescending(), rounds);
        Assert.True(rounds[0] - rounds[^1] <= 1, $"The rounds {rounds[0]} and {rounds[^1]} were never there at once.");
        await node.Client.Post($"/registry/lockers/close/{_label}").Done();
    }

    private List<int> Rounds(JsonNode answer)
    {
        var locker = answer["lockers"]?[_label] ?? answer;
        var keys = locker["k"] ?? locker["dataLocker"]!["locker"]!["k"]!;
        return [.. keys["subKeys"]!.AsObject()
            .Select(key => int.Parse(((string)key.Value!["data"]!).Split(' ')[0], CultureInfo.InvariantCulture))];
    }

    private async Task StoreSome()
    {
        for (var i = 0; i < StoresBetweenReads; i++) await StoreNext();
    }

    private Task<Answer> StoreNext()
    {
        var (round, key) = (_stored / Keys, _stored % Keys);
        _stored++;
        return node.Client.Store(_label, $"k,{key:0000}", $"{round} {Padding}");
    }
}
