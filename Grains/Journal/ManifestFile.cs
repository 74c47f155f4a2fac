namespace Lockers.Grains.Journal;

/// <summary>A journal's manifest in the storage, as an owner knows it.</summary>
internal sealed class ManifestFile(IRecordStore store, Manifest manifest, string? etag)
{
    private const int MaxTries = 5;

    private string? _etag = etag;

    // Whether a swap of this owner's may still take effect.
    private bool _unsure;

    /// <summary>What it says.</summary>
    public Manifest Current { get; private set; } = manifest;

    /// <summary>Whether it was ever written.</summary>
    public bool Exists => _etag is not null;

    /// <summary>Replaces it. Failing, it may or may not have been replaced: <see cref="Settle"/> tells.</summary>
    public async Task Swap(Manifest next)
    {
        _unsure = true;
        _etag = await store.Write(RecordNames.Manifest, next.Encode(), _etag);
        (Current, _unsure) = (next, false);
    }

    /// <summary>Makes sure that <see cref="Current"/> is there, if it is not known after a swap that failed.</summary>
    public Task Settle() => _unsure ? Confirm() : Task.CompletedTask;

    /// <summary>
    /// Writes it again as it is, so that no swap which was on its way before can take effect any more. Where one has, it is
    /// taken over, an earlier owner's too: all that it names was committed, so it is as good.
    /// </summary>
    public async Task Confirm()
    {
        _unsure = true;
        for (var tries = 0; _unsure; tries++)
        {
            try
            {
                _etag = await store.Write(RecordNames.Manifest, Current.Encode(), _etag);
                _unsure = false;
            }
            catch (RecordConflictException) when (tries < MaxTries)
            {
                if (await store.Read(RecordNames.Manifest) is not { } there) throw;
                (Current, _etag) = (Manifest.Decode(there.Bytes.Span), there.Etag);
            }
        }
    }

    /// <summary>Deletes it.</summary>
    public async Task Delete()
    {
        if (_etag is { } etag) await store.Delete(RecordNames.Manifest, etag);
    }
}
