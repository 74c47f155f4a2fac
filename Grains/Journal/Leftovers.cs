namespace Lockers.Grains.Journal;

/// <summary>
/// Finds and deletes the records of a journal that its manifest does not need, though a storage cannot list what it has: the
/// manifest lists what it took the place of, and chunks that no manifest came to name are known by who may have written them.
/// </summary>
/// <param name="store">The storage.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="owners">Earlier owners that may have written chunks for the next manifest, which they cannot swap any more.</param>
/// <param name="goOn">Throws when it is time to stop.</param>
internal sealed class Leftovers(IRecordStore store, ManifestFile manifest, IEnumerable<Guid> owners, Action goOn)
{
    // With how many chunks there may be, however many of the first are there; there may be more if those are.
    private readonly Dictionary<(long Generation, Guid Owner), int> _expected =
        owners.ToDictionary(owner => (manifest.Current.Generation + 1, owner), _ => 0);

    private Manifest? _clean;

    /// <summary>Says that this owner is about to write that many chunks: a later one may take the first of them away.</summary>
    public void Expect(long generation, Guid owner, int chunks) => _expected[(generation, owner)] = chunks;

    /// <summary>Deletes whatever there is. If another owner has come: what this one wrote for a manifest that never was.</summary>
    /// <exception cref="RecordConflictException">Another owner has come.</exception>
    public async Task Delete()
    {
        await manifest.Settle();
        foreach (var ((generation, owner), chunks) in _expected.ToList())
        {
            if (!IsNamed(generation, owner)) await DeleteChunks(generation, owner, chunks);
            _expected.Remove((generation, owner));
        }

        if (manifest.IsLost) throw new RecordConflictException(RecordNames.Manifest);
        if (ReferenceEquals(_clean, manifest.Current)) return;
        var listed = manifest.Current;
        var names = Listed(listed);

        // The last one goes last: as long as it is there, others may be.
        if (names.Count > 0 && await store.Read(names[^1]) is not null)
        {
            await DeleteAll(names.Take(names.Count - 1));
            goOn();
            await store.Delete(names[^1]);
        }

        _clean = listed;
    }

    private async Task DeleteChunks(long generation, Guid owner, int count)
    {
        while (await store.Read(RecordNames.Chunk(generation, owner, count)) is not null) count++;

        // The first one goes last: as long as it is there, others may be.
        while (count-- > 0)
        {
            goOn();
            await store.Delete(RecordNames.Chunk(generation, owner, count));
        }
    }

    private bool IsNamed(long generation, Guid owner) =>
        manifest.Current.Segments.Any(segment => segment.Generation == generation && segment.Owner == owner);

    private static List<string> Listed(Manifest manifest)
    {
        var names = new List<string>();
        foreach (var segment in manifest.OldSegments)
        {
            for (var number = 0; number < segment.Chunks; number++) names.Add(RecordNames.Chunk(segment, number));
        }

        if (manifest.OldFence != manifest.Fence && manifest.OldFence < manifest.OldFirstSlot && manifest.OldFence != Manifest.NoFence)
        {
            names.Add(RecordNames.Slot(manifest.OldFence));
        }

        for (var slot = manifest.OldFirstSlot; slot < manifest.FirstSlot; slot++)
        {
            if (slot != manifest.Fence) names.Add(RecordNames.Slot(slot));
        }

        return names;
    }

    private async Task DeleteAll(IEnumerable<string> names)
    {
        foreach (var some in names.Chunk(IRecordTable.MaxNames))
        {
            goOn();
            await store.Delete(some);
        }
    }
}
