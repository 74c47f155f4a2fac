using Lockers.Tests.Shared;
using Orleans.Storage;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>Several who write the same record at once.</summary>
[Collection(nameof(OneSilo))]
[NeedsPostgres]
public sealed class StorageRaceTests(SiloFixture silo)
{
    private readonly Records _records = new(silo.Storage);

    [Fact]
    public async Task Of_first_writes_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 200; round++)
        {
            var id = Records.NewId();
            var winners = await AtOnce(writers: 2 + (round % 3), writer => _records.Write(id, "j.1", null, [(byte)writer]));
            Assert.Single(winners);
            Assert.Equal([(byte)winners[0]], await _records.Bytes(id, "j.1"));
        }
    }

    [Fact]
    public async Task Of_replacements_of_one_version_at_once_exactly_one_wins()
    {
        var id = Records.NewId();
        var version = (await _records.Write(id, "manifest", null, [0])).ETag;
        for (var round = 0; round < 100; round++)
        {
            var winners = await AtOnce(writers: 3, writer => _records.Write(id, "manifest", version, [(byte)writer]));
            Assert.Single(winners);
            var read = await _records.Read(id, "manifest");
            Assert.Equal([(byte)winners[0]], read.State!.Bytes);
            Assert.Equal($"{round + 2}", read.ETag);
            version = read.ETag;
        }
    }

    [Fact]
    public async Task Of_a_replacement_and_a_deletion_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 100; round++)
        {
            var id = Records.NewId();
            await _records.Write(id, "manifest", null, [0]);
            var winners = await AtOnce(writers: 2, writer => writer == 0
                ? _records.Write(id, "manifest", "1", [1])
                : _records.Clear(id, "manifest", Records.Known("1")));
            Assert.Single(winners);
            Assert.Equal(winners[0] == 0, (await _records.Read(id, "manifest")).RecordExists);
        }
    }

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
}
