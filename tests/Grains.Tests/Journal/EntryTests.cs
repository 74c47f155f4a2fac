using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class EntryTests
{
    [Fact]
    public void Any_changes_are_read_as_they_were_written() =>
        JournalEntries.Any.Sample(
            changes =>
            {
                Assert.Equal(JournalEntries.Told(changes), JournalEntries.Read(JournalEntries.Write(changes), out var broken));
                Assert.False(broken);
            },
            iter: 1000);

    [Fact]
    public void What_is_cut_off_is_read_as_far_as_it_goes() =>
        Gen.Select(JournalEntries.Any, Gen.Double[0, 1]).Sample(
            (changes, part) =>
            {
                var bytes = JournalEntries.Write(changes);
                var read = JournalEntries.Read(bytes.AsSpan(0, (int)(bytes.Length * part)), out _);
                Assert.Equal(JournalEntries.Told(changes).Take(read.Count), read);
            },
            iter: 1000);

    [Fact]
    public void An_entry_that_is_cut_off_anywhere_is_broken()
    {
        var whole = JournalEntries.Write([(1, Mutation.Restore(Paths.Of("A,B"), new byte[200], TextFormat.Json, 1, 2) with { Restored = new(3, 4), Expires = 5 })]);

        for (var length = 1; length < whole.Length; length++)
        {
            Assert.Empty(JournalEntries.Read(whole.AsSpan(0, length), out var broken));
            Assert.True(broken);
        }
    }

    [Fact]
    public void Bytes_that_were_never_written_are_broken_or_mean_something_and_fail_in_no_other_way() =>
        Gen.Select(JournalEntries.Any.Select(JournalEntries.Write), Gen.Byte.Array[1, 100], Gen.Double[0, 1], Gen.Int[1, 3]).Sample(
            (bytes, junk, at, trees) =>
            {
                var begin = (int)(bytes.Length * at);
                Replay([.. bytes.AsSpan(0, begin), .. junk], trees);
                Replay([.. junk, .. bytes], trees);
                Replay([.. bytes.AsSpan(0, begin), .. junk, .. bytes.AsSpan(Math.Min(begin + junk.Length, bytes.Length))], trees);
            },
            iter: 2000);

    [Theory]
    [InlineData(9, 0)]
    [InlineData(127, 0)]
    [InlineData(0, 32)]
    public void A_kind_or_a_flag_that_does_not_exist_is_broken(int kind, int flags)
    {
        byte[] entry = [(byte)kind, 0, (byte)flags, 0, 0, 0, .. new byte[sizeof(long)]];

        Assert.Throws<InvalidDataException>(() => new JournaledState(trees: 3).Replay(entry));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(3, 3, false)]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    public void An_entry_for_a_tree_that_the_state_does_not_have_is_refused(int trees, int tree, bool takes)
    {
        var path = Paths.Of("A");
        var entry = JournalEntries.Write([(tree, takes ? Mutation.Take(path) : Mutation.Store(path, [], TextFormat.Plain, 0))]);

        Assert.Throws<InvalidDataException>(() => new JournaledState(trees).Replay(entry));
    }

    // Journals on disks are in this form.
    [Fact]
    public void An_entry_is_written_to_the_byte_as_it_always_was()
    {
        var writer = new EntryWriter(header: 1);

        writer.Write(1, Mutation.Store(Paths.Of("A,B"), [1, 2], TextFormat.Json, 0x0102));
        writer.Write(2, Mutation.Restore(Paths.Of("A,Cd"), null, TextFormat.Plain, 3, 4));

        Assert.Equal("00" + "000101" + "00" + "03" + "412C42" + "03" + "0102" + "0201000000000000"
            + "040202" + "02" + "02" + "4364" + "00" + "0400000000000000" + "0300000000000000", Convert.ToHexString(writer.Written.Span));
        Assert.Equal((2, writer.Written.Length), (writer.Count, writer.Length));
    }

    [Fact]
    public void The_revisions_of_a_restored_node_follow_only_where_they_are_none_of_its_times()
    {
        Assert.Equal("040002" + "00" + "01" + "41" + "00" + "0400000000000000" + "0300000000000000", Restored(default));
        Assert.Equal("040006" + "00" + "01" + "41" + "00" + "0400000000000000" + "0300000000000000", Restored(new(4, 4)));
        Assert.Equal(
            "04000A" + "00" + "01" + "41" + "00" + "0400000000000000" + "0300000000000000" + "0200000000000000" + "0500000000000000",
            Restored(new(2, 5)));

        static string Restored(NodeRevisions revisions) => Convert.ToHexString(
            JournalEntries.Write([(0, Mutation.Restore(Paths.Of("A"), null, TextFormat.Plain, 3, 4) with { Restored = revisions })]));
    }

    [Fact]
    public void What_a_path_has_in_common_with_the_one_before_is_not_written_again()
    {
        var writer = new EntryWriter();
        var prefix = new string('p', 1000);
        writer.Write(0, Mutation.Store(Paths.Of(prefix + "0000"), [], TextFormat.Plain, 5));
        var first = writer.Length;

        for (var at = 1; at < 1000; at++) writer.Write(0, Mutation.Store(Paths.Of(prefix + at.ToString("D4")), [], TextFormat.Plain, 5));

        Assert.True(first > 1000);
        Assert.InRange((writer.Length - first) / 999.0, 1, 20);
    }

    private static void Replay(byte[] bytes, int trees)
    {
        try
        {
            new JournaledState(trees).Replay(bytes);
        }
        catch (InvalidDataException)
        {
            // Any other exception fails the test.
        }
    }
}
