using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>
/// A journal's manifest, as the journal's owner knows it. A swap whose outcome is not known is in doubt until it is resolved by swapping again:
/// the version makes sure that it is swapped once.
/// </summary>
internal sealed class OwnedManifest(JournalCalls calls, Guid writer, Manifest manifest, StoredManifest? stored)
{
    private long _version = stored?.Version ?? 0;
    private Manifest? _inDoubt;

    /// <summary>What it says.</summary>
    public Manifest Current { get; private set; } = manifest;

    /// <summary>The owner as the storage knows it; null where the journal is not there yet.</summary>
    public OwnerEpoch? Owner { get; private set; } = stored?.Owner;

    /// <summary>Whether another owner has taken over, or the journal is gone. It stays so.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Creates the journal, if it is not known to be there.</summary>
    /// <returns>Whether it is this owner's; another one may have been faster.</returns>
    public async Task<bool> Begin()
    {
        if (Owner is not null) return true;
        if (await calls.Create(Current.Encode()) is not { } owner)
        {
            // It may have been created by this owner's call whose answer was lost: nobody has taken over then.
            var there = await calls.ReadManifest() ?? throw new IOException($"Journal '{calls.Journal}' was there, and is gone.");
            if (there.Owner.Epoch != 1 || Manifest.Decode(calls.Journal, there.Bytes.Span).Writer != writer) return false;
            owner = there.Owner;
        }

        // Another call of this owner's may have begun it meanwhile, and swapped since.
        if (Owner is null) (Owner, _version) = (owner, 1);
        return true;
    }

    /// <summary>Replaces it. If that fails, <see cref="Resolve"/> must come first before anything else is done.</summary>
    /// <exception cref="JournalFencedException">Another owner has taken over.</exception>
    public Task Swap(Manifest next)
    {
        _inDoubt = next with { Writer = writer };
        return Resolve();
    }

    /// <summary>Makes sure of what it says after a swap that failed, which takes effect with this at the latest.</summary>
    /// <exception cref="JournalFencedException">Another owner has taken over.</exception>
    public async Task Resolve()
    {
        if (IsLost) throw new JournalFencedException(calls.Journal);
        if (_inDoubt is not { } next) return;
        if (await calls.Swap(Owner!.Value, _version, next.Encode()) == StorageResult.Fenced && !await IsSwapped())
        {
            IsLost = true;
            throw new JournalFencedException(calls.Journal);
        }

        (Current, _inDoubt) = (next, null);
        _version++;
    }

    /// <summary>Deletes it, with the journal.</summary>
    /// <exception cref="JournalFencedException">Another owner has taken over.</exception>
    public async Task Erase()
    {
        if (await calls.Erase(Owner!.Value) == StorageResult.Fenced) throw new JournalFencedException(calls.Journal);
    }

    // Nobody but this owner swaps in its epoch, and it swaps nothing else before this is resolved.
    private async Task<bool> IsSwapped() => await calls.ReadManifest() is { } there && there.Owner == Owner && there.Version == _version + 1;
}
