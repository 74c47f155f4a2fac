using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Backup;

/// <summary>
/// Clients that store one text after the other, each into several lockers in turn. A text is stored when the one before is acknowledged, so in a
/// state of one moment each client has a row of them without gaps.
/// </summary>
internal sealed class StoringClients
{
    private const int Clients = 8;
    private const int Lockers = 4;

    // Large enough that journals are compacted meanwhile.
    private static readonly string Rest = new('x', 6000);

    private readonly int[] _acknowledged = new int[Clients];
    private readonly Task _storing;
    private volatile bool _isEnding;

    private StoringClients(LockersNode node) => _storing = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Store(node, client)));

    /// <summary>Begins, and goes on until it is ended.</summary>
    public static StoringClients Start(LockersNode node) => new(node);

    /// <summary>How many texts of each client are acknowledged now.</summary>
    public int[] Acknowledged() => [.. Enumerable.Range(0, Clients).Select(client => Volatile.Read(ref _acknowledged[client]))];

    /// <summary>Waits until so many more are acknowledged.</summary>
    public Task More(int count)
    {
        var enough = Acknowledged().Sum() + count;
        return Until.Holds(
            () => Task.FromResult(_storing.IsFaulted || Acknowledged().Sum() >= enough),
            TimeSpan.FromSeconds(120), () => $"{enough} texts are stored", TestContext.Current.CancellationToken);
    }

    public Task End()
    {
        _isEnding = true;
        return _storing;
    }

    /// <summary>Checks that a node has what was acknowledged, and a row without gaps of each client.</summary>
    /// <param name="node">The node.</param>
    /// <param name="least">What was acknowledged before the backup began.</param>
    /// <param name="most">What was acknowledged when it had ended: one more of each client may have been under way.</param>
    /// <returns>How many texts of each client are there.</returns>
    public static async Task<int[]> Check(LockersNode node, int[] least, int[] most)
    {
        var there = new int[Clients];
        for (var client = 0; client < Clients; client++)
        {
            while (await Read(node, client, there[client]) is { } text)
            {
                Assert.Equal(Text(client, there[client]), text);
                there[client]++;
            }

            Assert.InRange(there[client], least[client], most[client] + 1);
            for (var beyond = 1; beyond <= Lockers; beyond++) Assert.Null(await Read(node, client, there[client] + beyond));
        }

        return there;
    }

    private async Task Store(LockersNode node, int client)
    {
        for (var number = 0; !_isEnding; number++)
        {
            var answer = await node.Client.Post(Target(client, number, "store"), Text(client, number));
            Assert.True(answer.Status == 200, $"{answer}");
            Volatile.Write(ref _acknowledged[client], number + 1);
        }
    }

    private static async Task<string?> Read(LockersNode node, int client, int number)
    {
        var answer = await node.Client.Get(Target(client, number, "get"));
        Assert.True(answer.Status is 200 or 404, $"{answer}");
        return answer.Status == 200 ? answer.Text : null;
    }

    private static string Target(int client, int number, string what) => string.Create(
        CultureInfo.InvariantCulture, $"/registry/lockers/run{number % Lockers}/{what}/c{client},k{number}");

    private static string Text(int client, int number) => string.Create(CultureInfo.InvariantCulture, $"{client} {number} {Rest}");
}
