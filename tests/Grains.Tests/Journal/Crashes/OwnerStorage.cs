using System.Runtime.CompilerServices;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>The storage as one owner calls it. Each call waits until somebody decides about it, or the owner has given it up.</summary>
internal sealed class OwnerStorage(SimulatedStorage shared, Guid owner) : IJournalStorage
{
    private readonly List<StorageCall> _open = [];

    /// <summary>Calls that nobody has decided about, oldest first.</summary>
    internal IReadOnlyList<StorageCall> Open => _open;

    /// <summary>Decides about every call at once, where it is set; gives false where it leaves that to others.</summary>
    internal Func<StorageCall, bool>? Decide { get; set; }

    /// <summary>Whether the owner's process has ended: nothing that it does matters any more.</summary>
    internal bool IsDead { get; set; }

    /// <summary>How many records or chunks a read gets at once.</summary>
    internal int ReadsAtOnce { get; init; } = 1;

    public async Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken) =>
        (StoredManifest?)await Read("ReadManifest", () => shared.Table.ReadManifest(journal), cancellationToken);

    public async Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        (OwnerEpoch?)await Change("Create", () => shared.Create(owner, manifest), cancellationToken);

    public async Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        (bool)(await Change($"TakeOver {seen.Owner.Epoch}", () => shared.TakeOver(owner, seen, manifest), cancellationToken))!;

    public Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Result($"Swap {version}", () => shared.Table.Swap(owner, version, manifest), cancellationToken);

    public Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        Result($"Append {number}", () => shared.Append(Id, owner, number, record), cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from, CancellationToken cancellationToken) =>
        ReadAll($"ReadRecords {from}", at => shared.Table.ReadRecord(owner, from + at), cancellationToken);

    public Task<StorageResult> WriteChunk(
        OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        Result($"WriteChunk {number}", () => shared.WriteChunk(Id, owner, segment, number, chunk), cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment, CancellationToken cancellationToken) =>
        ReadAll($"ReadChunks {segment}", at => shared.Table.ReadChunk(owner, segment, at), cancellationToken);

    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken) =>
        Result($"DeleteRecords {from} {below}", () => shared.DeleteRecords(Id, owner, from, below), cancellationToken);

    public Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken) =>
        Result($"DeleteSegments {from} {below}", () => shared.DeleteSegments(Id, owner, from, below), cancellationToken);

    public Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken) =>
        Result("Erase", () => shared.Erase(Id, owner), cancellationToken);

    /// <summary>Takes a call out, to decide about it.</summary>
    internal StorageCall Take(int index)
    {
        var call = _open[index];
        _open.RemoveAt(index);
        return call;
    }

    private Guid Id => owner;

    // As storages read ahead: what comes in one piece was read at one moment, and the next piece is of a later one.
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAll(
        string what, Func<int, byte[]?> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = 0; ; at += ReadsAtOnce)
        {
            var some = (List<byte[]?>)(await Read(what, () => Enumerable.Range(at, ReadsAtOnce).Select(read).ToList(), cancellationToken))!;
            foreach (var one in some)
            {
                if (one is null) yield break;
                yield return one;
            }
        }
    }

    private async Task<StorageResult> Result(string what, Func<StorageResult> action, CancellationToken late) =>
        (StorageResult)(await Change(what, () => action(), late))!;

    private Task<object?> Change(string what, Func<object?> action, CancellationToken late) =>
        Call(new(shared.Table, what, isRead: false, action), late);

    private Task<object?> Read(string what, Func<object?> action, CancellationToken late) =>
        Call(new(shared.Table, what, isRead: true, action), late);

    private async Task<object?> Call(StorageCall call, CancellationToken late)
    {
        // A call that is given up stays open: it may be carried out at any time.
        using var givenUp = late.UnsafeRegister(static call => ((StorageCall)call!).IsGivenUp = true, call);
        if (!IsDead && Decide?.Invoke(call) != true && !IsDead) _open.Add(call);
        if (IsDead) await new TaskCompletionSource().Task;
        return await call.Answer;
    }
}
