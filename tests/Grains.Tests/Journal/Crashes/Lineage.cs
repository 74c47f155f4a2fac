using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>Whose state an owner must find.</summary>
internal static class Lineage
{
    /// <summary>
    /// Checks what an owner has recovered: the state of the last owner before that had recovered itself, with everything that it has committed; or
    /// nothing where there is no journal. Nothing more may be committed there.
    /// </summary>
    /// <returns>That state.</returns>
    internal static StateModel Recovered(SimulatedStorage storage, IEnumerable<SimulatedOwner> owners, SimulatedOwner owner, string text)
    {
        if (storage.OwnedBy(owner.Id) is not { } owned)
        {
            Assert.Equal("", text);
            return StateModel.Empty;
        }

        var before = storage.OwnersBefore(owned).Select(id => owners.First(one => one.Id == id)).First(one => one.IsReady);
        var state = before.Possible(text);
        Assert.True(state is not null, $"nobody can have left '{text}'");
        Assert.True(owner.State.Revision >= before.RevisionOf(text), "revisions go back");
        before.Supersede(text);
        return state!;
    }

    /// <summary>Checks that an owner which erases its journal holds nothing: nothing may be committed there any more.</summary>
    internal static void Erased(IEnumerable<SimulatedOwner> owners, Guid id)
    {
        var owner = owners.First(one => one.Id == id);
        Assert.Equal("", owner.Committed);
        owner.Supersede("");
    }
}
