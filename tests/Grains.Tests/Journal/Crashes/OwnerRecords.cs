using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>The storage as one owner calls it. Each call waits until somebody decides about it, or its deadline has passed.</summary>
internal sealed class OwnerRecords(SharedRecords records, Guid owner, TimeProvider time) : IRecordStore
{
    private readonly List<StoreCall> _open = [];

    /// <summary>Calls that nobody has decided about, oldest first.</summary>
    internal IReadOnlyList<StoreCall> Open => _open;

    /// <summary>Decides about every call at once, where it is set; gives false where it leaves that to others.</summary>
    internal Func<StoreCall, bool>? Decide { get; set; }

    /// <summary>Whether the owner's process has ended: nothing that it does matters any more.</summary>
    internal bool IsDead { get; set; }

    /// <inheritdoc/>
    public async Task<StoredRecord?> Read(string name) => (StoredRecord?)await Call($"R {name}", () => records.Read(name));

    /// <inheritdoc/>
    public async Task<string> Write(string name, ReadOnlyMemory<byte> bytes, string? etag) =>
        (string)(await Call($"W {name} {etag}", () => records.Write(name, bytes, etag)))!;

    /// <inheritdoc/>
    public Task Delete(string name) => Call(
        $"D {name}",
        () =>
        {
            records.DeleteFirst(name);
            return null;
        });

    /// <inheritdoc/>
    public Task Delete(IReadOnlyCollection<string> names) => Task.WhenAll(names.Select(Delete));

    /// <inheritdoc/>
    public Task Delete(string name, string etag) => Call(
        $"D {name} {etag}",
        () =>
        {
            records.Delete(name, etag);
            return null;
        });

    /// <summary>Takes a call out, to decide about it.</summary>
    internal StoreCall Take(int index)
    {
        var call = _open[index];
        _open.RemoveAt(index);
        return call;
    }

    private async Task<object?> Call(string what, Func<object?> action)
    {
        var call = new StoreCall(records, owner, what, action);
        if (!IsDead && Decide?.Invoke(call) != true && !IsDead) _open.Add(call);
        if (IsDead) await new TaskCompletionSource().Task;
        try
        {
            return await call.Answer.WaitAsync(GrainStorageRecords.Deadline, time);
        }
        catch (TimeoutException)
        {
            call.IsGivenUp = true;
            throw;
        }
    }
}
