using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class TreeChunksTests
{
    [Fact]
    public void Any_trees_are_the_same_after_their_chunks_are_replayed() =>
        JournalEntries.Real.Sample(
            changes =>
            {
                var state = JournalEntries.State(changes);
                Assert.Equal(JournalEntries.Told(state), JournalEntries.Told(Replayed(Chunks(state))));
            },
            iter: 500);

    [Fact]
    public void Trees_without_keys_have_no_chunks() => Assert.Empty(Chunks(new JournaledState(trees: 3)));

    [Fact]
    public void A_chunk_ends_with_the_entry_that_fills_it()
    {
        var state = new JournaledState(trees: 3);
        for (var at = 0; at < 2000; at++) Store(state, at % 3, Paths.Numbered(at), new byte[4000]);

        var chunks = Chunks(state);

        Assert.InRange(chunks.Count, 4, 5);
        Assert.All(chunks.SkipLast(1), chunk => Assert.InRange(chunk.Length, TreeChunks.ChunkBytes, TreeChunks.ChunkBytes + 4100));
        Assert.InRange(chunks[^1].Length, 1, TreeChunks.ChunkBytes + 4100);
        Assert.Equal(JournalEntries.Told(state), JournalEntries.Told(Replayed(chunks)));
    }

    [Fact]
    public void A_value_larger_than_a_chunk_is_in_one()
    {
        var state = new JournaledState(trees: 3);
        var large = new byte[(3 * TreeChunks.ChunkBytes) + 17];
        Random.Shared.NextBytes(large);
        foreach (var key in (string[])["a", "b", "c"]) Store(state, 0, key, key == "b" ? large : [1]);

        var chunks = Chunks(state);

        Assert.Equal(2, chunks.Count);
        Assert.Equal(large, Replayed(chunks)[0].Text("b"));
        Assert.Equal(JournalEntries.Told(state), JournalEntries.Told(Replayed(chunks)));
    }

    [Fact]
    public void Paths_may_be_deep_and_keys_long()
    {
        var state = new JournaledState(trees: 3);
        Store(state, 0, string.Join(',', Enumerable.Range(0, 3000).Select(depth => depth % 2 == 0 ? "" : "k")), [1]);
        Store(state, 1, string.Join(',', Enumerable.Range(0, 128).Select(depth => new string((char)('a' + (depth % 26)), 1024))), [2]);

        Assert.Equal(JournalEntries.Told(state), JournalEntries.Told(Replayed(Chunks(state))));
    }

    [Fact]
    public void Chunks_are_of_the_version_that_was_marked_whatever_is_changed_between_them()
    {
        var state = new JournaledState(trees: 3);
        for (var at = 0; at < 300; at++) Store(state, 0, Paths.Numbered(at), new byte[20_000]);
        var before = JournalEntries.Told(state);
        using var version = state.Mark();

        var chunks = new List<ReadOnlyMemory<byte>>();
        foreach (var chunk in TreeChunks.Of(version))
        {
            chunks.Add(chunk);
            state.Apply(0, chunks.Count == 1 ? Mutation.RemoveTree(Paths.Of(Paths.Numbered(290)), 9) : Mutation.Clear());
            Store(state, 1, "more", [1]);
        }

        Assert.True(chunks.Count > 2);
        Assert.Equal(before, JournalEntries.Told(Replayed(chunks)));
    }

    [Fact]
    public void Entries_of_several_records_are_joined_to_a_chunk_in_their_order() =>
        JournalEntries.Real.Array[0, 5].Sample(
            records =>
            {
                var (crc, each) = (0u, new JournaledState(trees: 3));
                var entries = records.Select(record => JournalEntries.Write(InRange(record))).ToList();
                var joined = TreeChunks.Join([.. entries.Select(some => (ReadOnlyMemory<byte>)some)], ref crc);

                foreach (var some in entries) each.Replay(some);
                Assert.Equal(JournalEntries.Told(each), JournalEntries.Told(Replayed([joined])));
                Assert.Equal(each.Revision, Replayed([joined]).Revision);
            },
            iter: 200);

    private static (int Tree, Mutation Change)[] InRange((int Tree, Mutation Change)[] changes) =>
        [.. changes.Where(one => one.Tree < GenerationTree.Trees)];

    private static void Store(JournaledState state, int tree, string path, byte[] text) =>
        state.Apply(tree, Mutation.Store(Paths.Of(path), text, TextFormat.Json, 7));

    private static List<ReadOnlyMemory<byte>> Chunks(JournaledState state)
    {
        using var version = state.Mark();
        return [.. TreeChunks.Of(version)];
    }

    private static JournaledState Replayed(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var state = new JournaledState(trees: 3);
        var crc = 0u;
        foreach (var chunk in chunks) state.Replay(LogRecord.Open(chunk, ref crc, new("t", 0)).Span);
        return state;
    }
}
