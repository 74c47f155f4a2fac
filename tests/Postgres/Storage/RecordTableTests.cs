using System.Globalization;
using System.Security.Cryptography;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Silo.Postgres;
using Lockers.Tests.Shared;
using Npgsql;
using Orleans.Storage;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Records added and deleted beside Orleans' storage, which sees them as its own.</summary>
[Collection(nameof(OneSilo))]
[NeedsPostgres]
public sealed class RecordTableTests(SiloFixture silo)
{
    private readonly Records _records = new(silo.Storage);

    [Theory]
    [InlineData("L:default", 0)]
    [InlineData("L:ß鍵\U0001F511 %2c,", 100)]
    [InlineData("I:peer/127.0.0.1:8080/lockers", 4 * 1024 * 1024)]
    public async Task What_is_added_is_what_Orleans_reads_replaces_and_deletes(string key, int size)
    {
        var id = Records.IdOf($"{key}{Guid.NewGuid():N}");
        var bytes = RandomNumberGenerator.GetBytes(size);

        Assert.True(await Insert(id, "j.7", bytes));

        var read = await _records.Read(id, "j.7");
        Assert.Equal("1", read.ETag);
        Assert.Equal(bytes, read.State!.Bytes);
        var replaced = await _records.Write(id, "j.7", read.ETag, [9]);
        await _records.Clear(id, "j.7", replaced);
        Assert.Empty(await Names(id));
    }

    [Fact]
    public async Task What_is_there_is_not_added_whoever_wrote_it()
    {
        var id = Records.NewId();
        await _records.Write(id, "j.1", null, [1]);
        Assert.True(await Insert(id, "j.2", [2]));

        Assert.False(await Insert(id, "j.1", [9]));
        Assert.False(await Insert(id, "j.2", [9]));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _records.Write(id, "j.2", null, [9]));

        Assert.Equal([1], await _records.Bytes(id, "j.1"));
        Assert.Equal([2], await _records.Bytes(id, "j.2"));
    }

    [Fact]
    public async Task Of_several_who_add_a_record_at_once_one_does()
    {
        for (var round = 0; round < 100; round++)
        {
            var id = Records.NewId();
            var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => Insert(id, "j.1", [(byte)writer]))));
            Assert.Single(added, true);
            Assert.Equal([(byte)Array.IndexOf(added, true)], await _records.Bytes(id, "j.1"));
        }
    }

    [Fact]
    public async Task Records_of_many_grains_are_added_at_once_over_few_connections_and_each_is_told_its_own_fate()
    {
        var ids = Enumerable.Range(0, 300).Select(_ => Records.NewId()).ToArray();
        var there = ids.Where((_, at) => at % 7 == 0).ToHashSet();
        await Task.WhenAll(there.Select(id => _records.Write(id, "j.1", null, [1])));

        var table = silo.NewTable($"{silo.Database};Application Name=few");
        var added = await Task.WhenAll(ids.Select(id => table.Insert(id, "j.1", new byte[] { 2 }, TestContext.Current.CancellationToken)));

        for (var at = 0; at < ids.Length; at++)
        {
            Assert.NotEqual(there.Contains(ids[at]), added[at]);
            Assert.Equal([added[at] ? (byte)2 : (byte)1], await _records.Bytes(ids[at], "j.1"));
        }

        var connections = await silo.Postgres.Query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'few'", silo.Database);
        Assert.InRange(int.Parse(connections, CultureInfo.InvariantCulture), 1, 2);
    }

    [Fact]
    public async Task What_waits_is_bounded_by_its_bytes_and_what_is_beyond_is_refused_as_not_made()
    {
        const int Bytes = 256 * 1024;
        const int Most = (int)(InsertQueue.MaxWaitingBytes / Bytes);
        var ids = Enumerable.Range(0, Most + 100).Select(_ => Records.NewId()).ToArray();
        var table = silo.NewTable($"{silo.Database};Command Timeout=60");
        var inserts = new List<Task<bool>>();
        await using (var holder = new NpgsqlConnection(silo.Database))
        {
            await holder.OpenAsync(TestContext.Current.CancellationToken);
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var locking = new NpgsqlCommand("LOCK TABLE lockers_storage IN ACCESS EXCLUSIVE MODE", holder, held);
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            foreach (var id in ids) inserts.Add(table.Insert(id, "j.1", new byte[Bytes], TestContext.Current.CancellationToken));

            // Two statements of up to 1 MiB are on their way.
            Assert.InRange(inserts.Count(insert => insert.IsFaulted), 100 - (2 * 4), 100);
        }

        for (var at = 0; at < ids.Length; at++)
        {
            if (!inserts[at].IsFaulted && await inserts[at]) continue;
            Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => inserts[at])).NotMade);
            Assert.Equal("", await Names(ids[at]));
            Assert.True(await table.Insert(ids[at], "j.1", new byte[1], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Of_two_nodes_that_add_the_same_records_in_opposite_orders_one_adds_each()
    {
        for (var round = 0; round < 20; round++)
        {
            var ids = Enumerable.Range(0, 100).Select(_ => Records.NewId()).ToArray();
            var (here, there) = (Add(silo.Table, ids, 1), Add(silo.OtherTable, ids.Reverse(), 2));
            var (mine, others) = (await here, (await there).Reverse().ToArray());
            for (var at = 0; at < ids.Length; at++)
            {
                Assert.NotEqual(mine[at], others[at]);
                Assert.Equal([mine[at] ? (byte)1 : (byte)2], await _records.Bytes(ids[at], "j.1"));
            }
        }

        static Task<bool[]> Add(IRecordTable table, IEnumerable<GrainId> ids, byte text) => Task.Run(() => Task.WhenAll(
            ids.Select(id => table.Insert(id, "j.1", new[] { text }, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task When_connections_are_cut_nobody_is_told_wrong_and_records_are_added_again()
    {
        using var cut = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => InsertUntil(cut.Token))));
        for (var round = 0; round < 10; round++)
        {
            await silo.Postgres.Query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockers'", silo.Database);
        }

        await cut.CancelAsync();
        var written = await writing;

        Assert.Contains(written, one => one.Failed > 0);
        Assert.All(written, one => Assert.NotEmpty(one.Added));
        foreach (var added in written.SelectMany(one => one.Added)) Assert.Equal([1], await _records.Bytes(added, "j.1"));

        // Connections that were cut while nobody used them are found out when somebody does.
        var id = Records.NewId();
        for (var tries = 0; tries < 10 && !(await _records.Read(id, "j.1")).RecordExists; tries++)
        {
            await Record.ExceptionAsync(() => Insert(id, "j.1", [1]));
        }

        Assert.Equal([1], await _records.Bytes(id, "j.1"));
    }

    [Fact]
    public async Task Large_records_and_small_ones_come_whole_whatever_they_are_added_with()
    {
        var id = Records.NewId();
        int[] sizes = [10, 900_000, 20, 3_000_000, 30, 200_000, 0];
        var records = sizes.Select(RandomNumberGenerator.GetBytes).ToArray();

        Assert.All(await Task.WhenAll(records.Select((bytes, at) => Insert(id, $"j.{at}", bytes))), Assert.True);

        for (var at = 0; at < records.Length; at++) Assert.Equal(records[at], await _records.Bytes(id, $"j.{at}"));
    }

    [Fact]
    public async Task What_the_database_refuses_of_one_record_is_not_felt_by_the_others()
    {
        var ids = Enumerable.Range(0, 40).Select(_ => Records.NewId()).ToArray();

        // The first go out at once, each by itself; the others wait for them together.
        var added = ids.Take(20).Select(id => Insert(id, "j.1", [1])).ToList();
        var refused = Insert(Records.IdOf("L:no \0 in PostgreSQL"), "j.1", [1]);
        added.AddRange(ids.Skip(20).Select(id => Insert(id, "j.1", [1])));

        Assert.All(await Task.WhenAll(added), Assert.True);
        await Assert.ThrowsAsync<PostgresException>(() => refused);
    }

    [Fact]
    public async Task A_record_that_is_given_up_before_its_turn_is_not_added()
    {
        var id = Records.NewId();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silo.Table.Insert(id, "j.1", new byte[] { 1 }, given.Token));

        Assert.True(await Insert(id, "j.1", [2]));
        Assert.Equal([2], await _records.Bytes(id, "j.1"));
    }

    [Fact]
    public async Task Records_are_deleted_by_name_whatever_their_version_and_no_others()
    {
        var (id, other) = (Records.NewId(), Records.NewId());
        foreach (var grain in (GrainId[])[id, other])
        {
            foreach (var name in (string[])["j.1", "j.2", "j.10", "m"]) await _records.Write(grain, name, null, [1]);
        }

        await _records.Write(id, "j.2", "1", [2]);
        await silo.Table.Delete(id, ["j.1", "j.2", "j.3"], TestContext.Current.CancellationToken);

        Assert.Equal("j.10 m", await Names(id));
        Assert.Equal("j.1 j.10 j.2 m", await Names(other));
    }

    [Fact]
    public async Task As_many_as_may_be_deleted_at_once_are_found_by_the_key()
    {
        var id = Records.NewId();
        var names = Enumerable.Range(0, IRecordTable.MaxNames).Select(number => $"j.{number}").ToArray();
        await Task.WhenAll(names.Select(name => _records.Write(id, name, null, [1])));
        await _records.Write(id, "m", null, [1]);

        // However few rows there are: what could not use the key would read the table all the same.
        var plan = await silo.Postgres.Query(
            $"PREPARE erase (text, text[], text) AS {PostgresRecordTable.DeleteStatement}; SET enable_seqscan = off; "
            + $"EXPLAIN EXECUTE erase ('{id.Key}', '{{j.1,j.2}}', 'lockers')",
            silo.Database);
        Assert.Contains("Index Cond: ((grainidextensionstring", plan, StringComparison.Ordinal);
        Assert.Contains("lockers_storage_pkey", plan, StringComparison.Ordinal);
        await silo.Table.Delete(id, names, TestContext.Current.CancellationToken);
        Assert.Equal("m", await Names(id));
    }

    [Fact]
    public async Task Without_a_table_they_are_deleted_one_by_one()
    {
        var id = Records.NewId();
        var names = Enumerable.Range(0, 20).Select(number => $"j.{number}").ToArray();
        await Task.WhenAll(names.Select(name => _records.Write(id, name, null, [1])));
        await _records.Write(id, "m", null, [1]);

        await new GrainStorageRecords(silo.Storage, table: null, id, TimeProvider.System).Delete([.. names, "j.20"]);

        Assert.Equal("m", await Names(id));
    }

    [Fact]
    public async Task One_that_is_given_up_says_so()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silo.Table.Delete(Records.NewId(), ["j.1"], given.Token));
    }

    private Task<bool> Insert(GrainId id, string name, byte[] bytes) =>
        silo.Table.Insert(id, name, bytes, TestContext.Current.CancellationToken);

    private async Task<(List<GrainId> Added, int Failed)> InsertUntil(CancellationToken end)
    {
        var (added, failed) = (new List<GrainId>(), 0);
        while (!end.IsCancellationRequested)
        {
            var id = Records.NewId();
            try
            {
                if (await Insert(id, "j.1", [1])) added.Add(id);
            }
            catch (NpgsqlException)
            {
                failed++;
            }
        }

        return (added, failed);
    }

    private Task<string> Names(GrainId id) => silo.Postgres.Query(
        $"SELECT string_agg(graintypestring, ' ' ORDER BY graintypestring) FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database);
}
