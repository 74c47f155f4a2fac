using System.Diagnostics;
using Lockers.Cluster.History;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>One client's calls, each of which goes into the history.</summary>
internal sealed class RecordedCalls(int client, HistoryRecorder history, Tally tally)
{
    private int _stores;

    /// <summary>Stores a text that nobody else stores.</summary>
    public Task<Reply> Store(Door door, Register register)
    {
        var text = $"{client}.{++_stores}";
        return Write(door, register, OperationKind.Store, text);
    }

    public Task<Reply> Remove(Door door, Register register) => Write(door, register, OperationKind.Remove, null);

    /// <summary>Reads the text at a key.</summary>
    public async Task<Reply> Get(Door door, Register register)
    {
        var (start, reply) = await Ask(door, "GET", register.Target("get"), null);
        var text = reply.Status == 200 ? reply.Answer!.Text : null;

        // Without a text of its own a key answers with the tree below it.
        if (text?.StartsWith('{') == true) text = null;
        Add(register.Key, OperationKind.Get, text, start, Read(reply), reply);
        return reply;
    }

    /// <summary>Reads a whole locker: every key in it.</summary>
    public async Task<Reply> Dump(Door door, string label, IEnumerable<Register> registers)
    {
        var target = $"/registry/lockers/{label}/dump";
        var (start, reply) = await Ask(door, "GET", target, null);
        try
        {
            var locker = reply.Status == 200 ? reply.Answer!.Json : null;
            var noted = reply with { Note = $"{reply.Note} dump" };
            foreach (var register in registers.Where(register => register.Label == label))
                Add(register.Key, OperationKind.Get, register.TextIn(locker), start, Read(reply), noted);
        }
        catch (InvalidDataException error)
        {
            tally.AddFault($"{target}: {error.Message}");
        }

        return reply;
    }

    private async Task<Reply> Write(Door door, Register register, OperationKind kind, string? text)
    {
        var (start, reply) = await Ask(door, "POST", register.Target(kind == OperationKind.Store ? "store" : "remove"), text);
        Add(register.Key, kind, text, start, Written(reply), reply);
        return reply;
    }

    private async Task<(long Start, Reply Reply)> Ask(Door door, string method, string target, string? body)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = await door.Ask(method, target, body);
        tally.Add($"{method} {target}", reply);
        return (start, reply);
    }

    private void Add(string key, OperationKind kind, string? text, long start, Outcome outcome, Reply reply)
    {
        if (reply.Sent) history.Add(new(client, key, kind, text, start, Stopwatch.GetTimestamp(), outcome, reply.Note));
    }

    private static Outcome Read(Reply reply) => reply.Status is 200 or 404 ? Outcome.Done : Outcome.Unknown;

    private static Outcome Written(Reply reply) => reply.Status switch
    {
        200 => Outcome.Done,
        >= 400 and < 500 => Outcome.Refused,
        _ => Outcome.Unknown,
    };
}
