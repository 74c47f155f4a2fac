using Lockers.Grains.Journal.Storage;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Journals in Orleans' AdoNet storage do what every storage of journals does.</summary>
[Collection(nameof(OneSilo))]
[NeedsPostgres]
public sealed class GrainStorageJournalsTests(SiloFixture silo) : JournalStorageConformance
{
    protected override IJournalStorage Storage => silo.Journals;

    protected override IJournalStorage Elsewhere => silo.OtherJournals;

    [Fact]
    public async Task An_erasure_leaves_the_row_of_the_name()
    {
        var name = $"l.{Guid.NewGuid():N}";
        var before = await Storage.Begin(name);
        await Storage.AppendAll(before, 1, "a", "b", "c");
        await Storage.WriteAll(before, 0, "x", "y");
        await Storage.Delete(before, 1, 3);
        var owner = await Elsewhere.TakeOver(name);
        await Elsewhere.AppendAll(owner, 4, "d");
        await Elsewhere.WriteAll(owner, 0, "z");
        await Elsewhere.Delete(owner, new SegmentId(1, 0), new SegmentId(1, 1));
        Assert.Equal("5", await Rows(name, owner));
        await Elsewhere.Erase(owner);
        Assert.Equal("1", await Rows(name, owner));
    }

    // The name's, the root, two records and a chunk.
    private Task<string> Rows(string name, OwnerEpoch owner) => silo.Postgres.Query(
        $"SELECT count(*) FROM lockers_storage WHERE grainidextensionstring IN ('N:{name}', 'J:{owner.Journal}')", silo.Database);
}
