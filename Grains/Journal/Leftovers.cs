namespace Lockers.Grains.Journal;

/// <summary>
/// Finds and deletes the records of a journal that its manifest does not need, though a storage cannot list what it has: the
/// manifest lists what it took the place of, and chunks that no manifest came to name are known by who may have written them.
/// </summary>
/// <param name="store">The storage.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="self">The owner. What it may write again for the next manifest is not deleted, but written over.</param>
/// <param name="owners">Earlier owners that may have been writing chunks for the manifest after this one.</param>
/// <param name="goOn">Throws when it is time to stop.</param>
internal sealed class Leftovers(IRecordStore store, ManifestFile manifest, Guid self, IEnumerable<Guid> owners, Action goOn)
{
    private const int DeletesAtOnce = 8;

    private readonly HashSet<(long Generation, Guid Owner)> _expected =
        [.. owners.Select(owner => (manifest.Current.Generation + 1, owner))];

    private Manifest? _clean;

    /// <summary>Whether a deletion failed, and so may still be on its way.</summary>
    public bool IsUnsure { get; private set; }

    /// <summary>Says that the owner begins to write chunks for the next manifest.</summary>
    public void Expect(long generation) => _expected.Add((generation, self));

    /// <summary>Deletes whatever there is.</summary>
    public async Task Delete()
    {
        await manifest.Settle();
        foreach (var (generation, owner) in _expected.ToList())
        {
            if (owner == self && generation > manifest.Current.Generation) continue;
            await DeleteChunks(generation, owner);
            _expected.Remove((generation, owner));
        }

        if (ReferenceEquals(_clean, manifest.Current)) return;
        var listed = manifest.Current;
        var names = Listed(listed);

        // The last one goes last: as long as it is there, others may be.
        if (names.Count > 0 && await store.Read(names[^1]) is not null)
        {
            await DeleteAll(names.Take(names.Count - 1));
            await Delete(names[^1]);
        }

        _clean = listed;
    }

    private async Task DeleteChunks(long generation, Guid owner)
    {
        var first = Named(generation, owner);
        var end = first;
        while (await store.Read(RecordNames.Chunk(generation, owner, end)) is not null) end++;
        if (end == first) return;

        // Whoever wrote them may be about to swap the manifest. Once that can no longer succeed, they are nobody's.
        if (owner != self) await manifest.Confirm();
        if (Named(generation, owner) != first) return;

        // The first one goes last: as long as it is there, others may be.
        while (end-- > first) await Delete(RecordNames.Chunk(generation, owner, end));
    }

    // How many chunks of a generation the manifest needs.
    private int Named(long generation, Guid owner) =>
        manifest.Current.Segments.FirstOrDefault(segment => segment.Generation == generation && segment.Owner == owner)?.Chunks ?? 0;

    private static List<string> Listed(Manifest manifest)
    {
        var names = new List<string>();
        foreach (var segment in manifest.OldSegments)
        {
            for (var number = 0; number < segment.Chunks; number++) names.Add(RecordNames.Chunk(segment, number));
        }

        for (var slot = manifest.OldFirstSlot; slot < manifest.FirstSlot; slot++) names.Add(RecordNames.Slot(slot));
        return names;
    }

    private Task DeleteAll(IEnumerable<string> names) => Parallel.ForEachAsync(
        names,
        new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, TaskScheduler = TaskScheduler.Current },
        async (name, _) => await Delete(name));

    private async Task Delete(string name)
    {
        goOn();
        try
        {
            await store.Delete(name);
        }
        catch (Exception)
        {
            IsUnsure = true;
            throw;
        }
    }
}
