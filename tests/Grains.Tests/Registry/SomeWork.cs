using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;

namespace Lockers.Grains.Tests.Registry;

/// <summary>Lockers and peers that do what a test says.</summary>
internal sealed class SomeWork : IPendingWork
{
    public static LockerStats Went { get; } = new(3, 30, 1);

    public List<GenerationAdvance> Advances { get; } = [];

    public List<string> Replaced { get; } = [];

    public List<BulkOperation> Replacements { get; } = [];

    public Func<Task> Advance { get; set; } = () => Task.CompletedTask;

    public Func<Task> Drop { get; set; } = () => Task.CompletedTask;

    /// <summary>The lockers and peers that refuse what they are told.</summary>
    public HashSet<string> Refuses { get; } = [];

    /// <summary>The lockers and peers that do not answer.</summary>
    public HashSet<string> Hangs { get; } = [];

    public bool PeersAreGone { get; set; }

    public bool PeersHold { get; set; }

    async Task<LockerStats> IPendingWork.Advance(GenerationAdvance advance)
    {
        Advances.Add(advance);
        if (Refuses.Contains(advance.Label)) throw new StorageUnavailableException("It is refused there.", notMade: true);
        if (Hangs.Contains(advance.Label)) await new TaskCompletionSource().Task;
        await Advance();
        return Went;
    }

    public async ValueTask<bool> Replace(string peer, BulkOperation bulk)
    {
        Replaced.Add(peer);
        Replacements.Add(bulk);
        if (Refuses.Contains(peer)) throw new StorageUnavailableException("It is refused there.", notMade: true);
        if (Hangs.Contains(peer)) await new TaskCompletionSource().Task;
        return PeersHold;
    }

    async Task<bool> IPendingWork.Drop(PeerDrop drop)
    {
        await Drop();
        return PeersAreGone;
    }
}
