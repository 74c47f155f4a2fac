using Lockers.Grains.Journal;
using Lockers.Silo.Postgres;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Many records deleted at once, beside those that stay.</summary>
[Collection(nameof(OneSilo))]
public sealed class EraserTests(SiloFixture silo)
{
    private readonly Records _records = new(silo.Storage);

    [Fact]
    public async Task Records_are_deleted_by_name_whatever_their_version_and_no_others()
    {
        var (id, other) = (Records.NewId(), Records.NewId());
        foreach (var grain in (GrainId[])[id, other])
        {
            foreach (var name in (string[])["j.1", "j.2", "j.10", "m"]) await _records.Write(grain, name, null, [1]);
        }

        await _records.Write(id, "j.2", "1", [2]);
        await silo.Eraser.Erase(id, ["j.1", "j.2", "j.3"], TestContext.Current.CancellationToken);

        Assert.Equal("j.10 m", await Names(id));
        Assert.Equal("j.1 j.10 j.2 m", await Names(other));
    }

    [Fact]
    public async Task As_many_as_may_be_deleted_at_once_are_found_by_the_key()
    {
        var id = Records.NewId();
        var names = Enumerable.Range(0, IRecordEraser.MaxNames).Select(number => $"j.{number}").ToArray();
        await Task.WhenAll(names.Select(name => _records.Write(id, name, null, [1])));
        await _records.Write(id, "m", null, [1]);

        // However few rows there are: what could not use the key would read the table all the same.
        var plan = await silo.Postgres.Query(
            $"PREPARE erase (text, text[], text) AS {PostgresRecordEraser.Statement}; SET enable_seqscan = off; "
            + $"EXPLAIN EXECUTE erase ('{id.Key}', '{{j.1,j.2}}', 'lockers')",
            silo.Database);
        Assert.Contains("Index Cond: ((grainidextensionstring", plan, StringComparison.Ordinal);
        Assert.Contains("lockers_storage_pkey", plan, StringComparison.Ordinal);
        await silo.Eraser.Erase(id, names, TestContext.Current.CancellationToken);
        Assert.Equal("m", await Names(id));
    }

    [Fact]
    public async Task Without_an_eraser_they_are_deleted_one_by_one()
    {
        var id = Records.NewId();
        var names = Enumerable.Range(0, 20).Select(number => $"j.{number}").ToArray();
        await Task.WhenAll(names.Select(name => _records.Write(id, name, null, [1])));
        await _records.Write(id, "m", null, [1]);

        await new GrainStorageRecords(silo.Storage, eraser: null, id, TimeProvider.System).Delete([.. names, "j.20"]);

        Assert.Equal("m", await Names(id));
    }

    [Fact]
    public async Task One_that_is_given_up_says_so()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silo.Eraser.Erase(Records.NewId(), ["j.1"], given.Token));
    }

    private Task<string> Names(GrainId id) => silo.Postgres.Query(
        $"SELECT string_agg(graintypestring, ' ' ORDER BY graintypestring) FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database);
}
