using System.Security.Cryptography;
using Orleans.Storage;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Orleans' storage operations on our schema.</summary>
public sealed class StorageTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private readonly IGrainStorage _storage = silo.Storage;

    [Fact]
    public async Task A_record_is_written_read_replaced_and_deleted()
    {
        var id = NewId();
        var record = await Write(id, "j.1", null, [1, 2, 3]);
        Assert.Equal("1", record.ETag);
        Assert.Equal([1, 2, 3], await Bytes(id, "j.1"));

        record.State = new RecordBytes { Bytes = [4] };
        await _storage.WriteStateAsync("j.1", id, record);
        var read = await Read(id, "j.1");
        Assert.Equal("2", read.ETag);
        Assert.Equal([4], read.State!.Bytes);

        await _storage.ClearStateAsync("j.1", id, read);
        Assert.False((await Read(id, "j.1")).RecordExists);
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_record_that_was_never_written_is_not_there()
    {
        var read = await Read(NewId(), "manifest");
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Empty(read.State!.Bytes);
    }

    [Fact]
    public async Task A_record_written_once_is_deleted_without_reading_it()
    {
        var id = NewId();
        await Write(id, "j.1", null, [1]);
        await _storage.ClearStateAsync("j.1", id, new GrainState<RecordBytes> { ETag = "1", RecordExists = true });
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_deleted_record_can_be_written_anew()
    {
        var id = NewId();
        var record = await Write(id, "j.1", null, [1]);
        await _storage.ClearStateAsync("j.1", id, record);
        Assert.Equal("1", (await Write(id, "j.1", null, [2])).ETag);
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        var id = NewId();
        await Write(id, "manifest", (await Write(id, "manifest", null, [1])).ETag, [2]);
        foreach (var stale in (string?[])[null, "1", "3"])
        {
            await Assert.ThrowsAsync<InconsistentStateException>(() => Write(id, "manifest", stale, [9]));
        }

        var old = new GrainState<RecordBytes> { ETag = "1", RecordExists = true };
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("manifest", id, old));
        var read = await Read(id, "manifest");
        Assert.Equal("2", read.ETag);
        Assert.Equal([2], read.State!.Bytes);
    }

    [Fact]
    public async Task What_is_gone_is_neither_replaced_nor_deleted_again()
    {
        var id = NewId();
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(id, "manifest", "1", [1]));
        var gone = new GrainState<RecordBytes> { ETag = "1", RecordExists = true };
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("manifest", id, gone));
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_storage_that_keeps_rows_clears_what_they_hold()
    {
        var id = NewId();
        var record = new GrainState<RecordBytes> { State = new RecordBytes { Bytes = [1] } };
        await silo.KeepingStorage.WriteStateAsync("s", id, record);
        await silo.KeepingStorage.ClearStateAsync("s", id, record);
        Assert.Equal("2", record.ETag);
        Assert.Empty(await Bytes(id, "s"));
        var stale = new GrainState<RecordBytes> { ETag = "1", RecordExists = true };
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.KeepingStorage.ClearStateAsync("s", id, stale));
        Assert.Equal("1", await Rows(id));
    }

    [Fact]
    public async Task Of_first_writes_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 200; round++)
        {
            var id = NewId();
            var winners = await AtOnce(writers: 2 + (round % 3), writer => Write(id, "j.1", null, [(byte)writer]));
            Assert.Single(winners);
            Assert.Equal([(byte)winners[0]], await Bytes(id, "j.1"));
        }
    }

    [Fact]
    public async Task Of_replacements_of_one_version_at_once_exactly_one_wins()
    {
        var id = NewId();
        var version = (await Write(id, "manifest", null, [0])).ETag;
        for (var round = 0; round < 100; round++)
        {
            var winners = await AtOnce(writers: 3, writer => Write(id, "manifest", version, [(byte)writer]));
            Assert.Single(winners);
            var read = await Read(id, "manifest");
            Assert.Equal([(byte)winners[0]], read.State!.Bytes);
            Assert.Equal($"{round + 2}", read.ETag);
            version = read.ETag;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(2_100)]
    [InlineData(8_000)]
    [InlineData(8_200)]
    [InlineData(4 * 1024 * 1024)]
    public async Task Records_of_any_size_come_back_whole(int size)
    {
        var id = NewId();
        foreach (var bytes in (byte[][])[RandomNumberGenerator.GetBytes(size), new byte[size]])
        {
            var record = await Write(id, "chunk", (await Read(id, "chunk")).ETag, bytes);
            Assert.Equal(bytes, await Bytes(id, "chunk"));
            Assert.NotNull(record.ETag);
        }
    }

    [Theory]
    [InlineData("k")]
    [InlineData("ß")]
    [InlineData("鍵")]
    [InlineData("\U0001F511")]
    public async Task Keys_of_512_characters_are_told_apart(string character)
    {
        var stem = string.Concat(Enumerable.Repeat(character, 511 / character.Length));
        var tail = 512 - stem.Length;
        var (one, other) = (IdOf("L:" + stem[2..] + new string('x', tail)), IdOf("L:" + stem[2..] + new string('y', tail)));
        await Write(one, "j.1", null, [1]);
        await Write(other, "j.1", null, [2]);
        Assert.Equal([1], await Bytes(one, "j.1"));
        Assert.Equal([2], await Bytes(other, "j.1"));
    }

    [Fact]
    public async Task Records_of_one_grain_are_told_apart_by_name()
    {
        var id = NewId();
        for (byte n = 0; n < 20; n++) await Write(id, $"j.{n}", null, [n]);
        for (byte n = 0; n < 20; n++) Assert.Equal([n], await Bytes(id, $"j.{n}"));
        Assert.Equal("20", await Rows(id));
    }

    [Fact]
    public async Task Records_are_stored_as_they_are_and_not_compressed()
    {
        var id = NewId();
        await Write(id, "chunk", null, new byte[1_000_000]);
        Assert.Equal("1000000|1000000|", await silo.Postgres.Query(
            "SELECT length(payloadbinary), pg_column_size(payloadbinary), pg_column_compression(payloadbinary) " +
            $"FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database));
    }

    private static GrainId NewId() => IdOf($"L:{Guid.NewGuid():N}");

    private static GrainId IdOf(string key) => GrainId.Create("record", key);

    private static async Task<List<int>> AtOnce(int writers, Func<int, Task> write)
    {
        var won = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            try
            {
                await write(writer);
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        })));
        return [.. Enumerable.Range(0, writers).Where(writer => won[writer])];
    }

    private async Task<GrainState<RecordBytes>> Write(GrainId id, string name, string? version, byte[] bytes)
    {
        var record = new GrainState<RecordBytes>(new RecordBytes { Bytes = bytes }) { ETag = version, RecordExists = version is not null };
        await _storage.WriteStateAsync(name, id, record);
        return record;
    }

    private async Task<GrainState<RecordBytes>> Read(GrainId id, string name)
    {
        var record = new GrainState<RecordBytes>();
        await _storage.ReadStateAsync(name, id, record);
        return record;
    }

    private async Task<byte[]> Bytes(GrainId id, string name) => (await Read(id, name)).State!.Bytes;

    private Task<string> Rows(GrainId id) =>
        silo.Postgres.Query($"SELECT count(*) FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database);
}
