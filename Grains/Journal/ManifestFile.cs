namespace Lockers.Grains.Journal;

/// <summary>
/// A journal's manifest in the storage, as an owner knows it. Only the latest owner can write it: each has moved the epoch on
/// when it recovered, and with it the version that whoever was before would replace.
/// </summary>
internal sealed class ManifestFile(IRecordStore store, Manifest manifest, string? etag)
{
    private string? _etag = etag;

    // Whether a write of this owner's may still take effect, or have been refused.
    private bool _unsure;

    /// <summary>What it says; once it is lost, what its new owner had it say.</summary>
    public Manifest Current { get; private set; } = manifest;

    /// <summary>Whether it was ever written.</summary>
    public bool Exists => _etag is not null;

    /// <summary>Whether another owner has replaced this one. It stays so.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Writes the first one of a journal, if it is not known to be there.</summary>
    /// <returns>Whether it is this journal's; another owner may have begun one.</returns>
    public async Task<bool> Begin()
    {
        if (Exists) return true;
        string etag;
        try
        {
            etag = await store.Write(RecordNames.Manifest, Current.Encode(), null);
        }
        catch (RecordConflictException)
        {
            if (await store.Read(RecordNames.Manifest) is not { } there) throw;
            if (!IsMine(Manifest.Decode(there.Bytes.Span))) return false;
            etag = there.Etag;
        }

        _etag ??= etag;
        return true;
    }

    /// <summary>Replaces it. Failing, it may or may not have been replaced: <see cref="Settle"/> tells.</summary>
    public async Task Swap(Manifest next)
    {
        _unsure = true;
        _etag = await store.Write(RecordNames.Manifest, next.Encode(), _etag);
        (Current, _unsure) = (next, false);
    }

    /// <summary>
    /// Makes sure of what it says after a swap that failed: writes it again as it was, so that the swap cannot take effect any
    /// more. If it has, or another owner has come, that is what it finds.
    /// </summary>
    public async Task Settle()
    {
        if (!_unsure || IsLost) return;
        try
        {
            _etag = await store.Write(RecordNames.Manifest, Current.Encode(), _etag);
        }
        catch (RecordConflictException)
        {
            var there = await store.Read(RecordNames.Manifest);
            var found = there is { } some ? Manifest.Decode(some.Bytes.Span) : Current with { Segments = [], Epoch = long.MaxValue };
            IsLost = !IsMine(found);
            (Current, _etag) = (found, there?.Etag ?? _etag);
        }

        _unsure = false;
    }

    /// <summary>Deletes it.</summary>
    public async Task Delete()
    {
        if (_etag is { } etag) await store.Delete(RecordNames.Manifest, etag);
    }

    private bool IsMine(Manifest found) => found.Incarnation == Current.Incarnation && found.Epoch == Current.Epoch;
}
