using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Tests.Shared.Journals;

namespace Lockers.Grains.Tests.Journal;

/// <summary>Activations over journals in memory.</summary>
internal static class Recovering
{
    public const string Journal = "t.journal";

    /// <summary>A new activation's state over a journal, on a node.</summary>
    public static async Task<JournaledState> Recover(this MemoryJournals journals, int trees, TimeProvider time, string node = "n1")
    {
        var state = new JournaledState(trees);
        await journals.Recover(state, time, node);
        return state;
    }

    /// <summary>Puts a journal under a state.</summary>
    public static async Task Recover(
        this MemoryJournals journals, JournaledState state, TimeProvider time, string node = "n1", JournalLimits? limits = null)
    {
        await state.Recover(journals, new JournalOwner(Journal, Guid.NewGuid(), node), new JournalEvents(), time, limits);
        state.EarlierOwnersEnded();
    }

    /// <summary>The manifest that is there.</summary>
    public static Manifest Manifest(this JournalTable table, string journal = Journal) =>
        Grains.Journal.Manifest.Decode(journal, table.Find(journal)!.Manifest);
}
