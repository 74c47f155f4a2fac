using System.Diagnostics;
using Lockers.Cluster.History;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>A client that makes new lockers current, or asks which is: together, one register.</summary>
internal sealed class CurrentClient(
    int number, bool opens, Random random, IReadOnlyList<ClusterNode> nodes, HistoryRecorder history, Tally tally)
{
    /// <summary>The register's key in the history.</summary>
    public const string Key = "current";

    private const string StoredIn = "Data stored in labeled locker ";
    private int _opened;

    public async Task Run(CancellationToken stop)
    {
        using var doors = new DoorChoice(random, nodes, DoorChoice.Patience);
        while (!stop.IsCancellationRequested)
        {
            var door = doors.Next();
            var reply = opens ? await Open(door) : await Current(door);
            if (reply.Status is 0) doors.Avoid(door);
            await Task.Delay(random.Next(opens ? 300 : 40), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Makes a locker current that never was.</summary>
    public async Task<Reply> Open(Door door)
    {
        var label = $"o{number}-{++_opened}";
        var start = Stopwatch.GetTimestamp();
        var reply = await door.Ask("POST", $"/registry/lockers/open/{label}");
        Add(OperationKind.Open, label, start, "POST open", reply);
        return reply;
    }

    /// <summary>Asks which is current: by storing into it, or by reading it.</summary>
    public async Task<Reply> Current(Door door)
    {
        var stores = random.Next(2) == 0;
        var start = Stopwatch.GetTimestamp();
        var reply = stores
            ? await door.Ask("POST", "/registry/lockers/current/store/who", $"{number}")
            : await door.Ask("GET", "/registry/lockers/current?peers=n");
        Add(OperationKind.Current, Label(stores, reply), start, stores ? "POST current" : "GET current", reply);
        return reply;
    }

    private static string? Label(bool stored, Reply reply)
    {
        if (reply.Status != 200) return null;
        if (!stored) return (string?)reply.Answer!.Json?["label"];
        var line = reply.Answer!.Text;
        if (!line.StartsWith(StoredIn, StringComparison.Ordinal)) return null;
        return line[StoredIn.Length..line.IndexOf(' ', StoredIn.Length)];
    }

    private void Add(OperationKind kind, string? label, long start, string request, Reply reply)
    {
        tally.Add(request, reply);
        if (reply.Status == 404) tally.AddFault($"{request}: there is always a current locker: {reply.Note} {reply.Answer}");
        if (!reply.Sent) return;
        var outcome = reply.Status == 200 ? Outcome.Done : Outcome.Unknown;
        history.Add(new(number, Key, kind, label, start, Stopwatch.GetTimestamp(), outcome, reply.Note));
    }
}
