using System.Security.Cryptography;
using Lockers.Tests.Shared;
using Orleans.Storage;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Orleans' storage operations on our schema.</summary>
[Collection(nameof(OneSilo))]
[NeedsPostgres]
public sealed class StorageTests(SiloFixture silo)
{
    private readonly Records _records = new(silo.Storage);
    private readonly Records _keeping = new(silo.KeepingStorage);

    [Fact]
    public async Task A_record_is_written_read_replaced_and_deleted()
    {
        var id = Records.NewId();
        var record = await _records.Write(id, "j.1", null, [1, 2, 3]);
        Assert.Equal("1", record.ETag);
        Assert.Equal([1, 2, 3], await _records.Bytes(id, "j.1"));

        await _records.Write(id, "j.1", record.ETag, [4]);
        var read = await _records.Read(id, "j.1");
        Assert.Equal("2", read.ETag);
        Assert.Equal([4], read.State!.Bytes);

        await _records.Clear(id, "j.1", read);
        Assert.False((await _records.Read(id, "j.1")).RecordExists);
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_record_that_was_never_written_is_not_there()
    {
        var read = await _records.Read(Records.NewId(), "manifest");
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Empty(read.State!.Bytes);
    }

    [Fact]
    public async Task A_record_written_once_is_deleted_without_reading_it()
    {
        var id = Records.NewId();
        await _records.Write(id, "j.1", null, [1]);
        await _records.Clear(id, "j.1", Records.Known("1"));
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_deleted_record_can_be_written_anew()
    {
        var id = Records.NewId();
        var record = await _records.Write(id, "j.1", null, [1]);
        await _records.Clear(id, "j.1", record);
        Assert.Equal("1", (await _records.Write(id, "j.1", null, [2])).ETag);
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        var id = Records.NewId();
        await _records.Write(id, "manifest", (await _records.Write(id, "manifest", null, [1])).ETag, [2]);
        foreach (var stale in (string?[])[null, "1", "3"])
        {
            await Assert.ThrowsAsync<InconsistentStateException>(() => _records.Write(id, "manifest", stale, [9]));
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() => _records.Clear(id, "manifest", Records.Known("1")));
        var read = await _records.Read(id, "manifest");
        Assert.Equal("2", read.ETag);
        Assert.Equal([2], read.State!.Bytes);
    }

    [Fact]
    public async Task What_is_gone_is_neither_replaced_nor_deleted_again()
    {
        var id = Records.NewId();
        await Assert.ThrowsAsync<InconsistentStateException>(() => _records.Write(id, "manifest", "1", [1]));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _records.Clear(id, "manifest", Records.Known("1")));
        Assert.Equal("0", await Rows(id));
    }

    [Fact]
    public async Task A_storage_that_keeps_rows_clears_what_they_hold()
    {
        var id = Records.NewId();
        var record = await _keeping.Write(id, "s", null, [1]);
        await _keeping.Clear(id, "s", record);
        Assert.Equal("2", record.ETag);
        Assert.Empty(await _records.Bytes(id, "s"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _keeping.Clear(id, "s", Records.Known("1")));
        Assert.Equal("1", await Rows(id));
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
        var id = Records.NewId();
        foreach (var bytes in (byte[][])[RandomNumberGenerator.GetBytes(size), new byte[size]])
        {
            var record = await _records.Write(id, "chunk", (await _records.Read(id, "chunk")).ETag, bytes);
            Assert.Equal(bytes, await _records.Bytes(id, "chunk"));
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
        var (one, other) = (Records.IdOf("L:" + stem[2..] + new string('x', tail)), Records.IdOf("L:" + stem[2..] + new string('y', tail)));
        await _records.Write(one, "j.1", null, [1]);
        await _records.Write(other, "j.1", null, [2]);
        Assert.Equal([1], await _records.Bytes(one, "j.1"));
        Assert.Equal([2], await _records.Bytes(other, "j.1"));
    }

    [Fact]
    public async Task Records_of_one_grain_are_told_apart_by_name()
    {
        var id = Records.NewId();
        for (byte n = 0; n < 20; n++) await _records.Write(id, $"j.{n}", null, [n]);
        for (byte n = 0; n < 20; n++) Assert.Equal([n], await _records.Bytes(id, $"j.{n}"));
        Assert.Equal("20", await Rows(id));
    }

    [Fact]
    public async Task Records_are_stored_as_they_are_and_not_compressed()
    {
        var id = Records.NewId();
        await _records.Write(id, "chunk", null, new byte[1_000_000]);
        Assert.Equal("1000000|1000000|", await silo.Postgres.Query(
            "SELECT length(payloadbinary), pg_column_size(payloadbinary), pg_column_compression(payloadbinary) " +
            $"FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database));
    }

    private Task<string> Rows(GrainId id) =>
        silo.Postgres.Query($"SELECT count(*) FROM lockers_storage WHERE grainidextensionstring = '{id.Key}'", silo.Database);
}
