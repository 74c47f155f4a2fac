using Lockers.Grains.Journal.Storage;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>Manifests, and whose a journal is.</content>
public abstract partial class JournalStorageConformance
{
    [Fact]
    public async Task A_journal_that_was_never_created_is_not_there() => Assert.Null(await Storage.Read(NewName()));

    [Fact]
    public async Task A_journal_is_created_once()
    {
        var name = NewName();
        var owner = Assert.NotNull(await Storage.Create(name, "one"));
        Assert.Equal(1, owner.Epoch);

        Assert.Null(await Elsewhere.Create(name, "other"));

        var read = Assert.IsType<StoredManifest>(await Elsewhere.Read(name));
        Assert.Equal((owner, 1L, "one"), (read.Owner, read.Version, StorageCalls.Text(read.Bytes)));
    }

    [Fact]
    public async Task A_creation_that_is_repeated_is_done_until_something_changes()
    {
        var name = NewName();
        var owner = Assert.NotNull(await Storage.Create(name, "one"));
        Assert.Equal(owner, await Storage.Create(name, "one"));
        Assert.Equal(Done, await Storage.Swap(owner, 1, "two"));
        Assert.Null(await Storage.Create(name, "one"));
        Assert.Equal("2 two", await Storage.Manifest(name));
    }

    [Fact]
    public async Task A_takeover_moves_the_epoch_and_the_version_on_and_swaps_the_manifest()
    {
        var name = NewName();
        var first = await Storage.Begin(name);
        var seen = Assert.IsType<StoredManifest>(await Elsewhere.Read(name));

        Assert.True(await Elsewhere.TakeOver(name, seen, "taken"));

        var read = Assert.IsType<StoredManifest>(await Storage.Read(name));
        Assert.Equal((first with { Epoch = 2 }, 2L, "taken"), (read.Owner, read.Version, StorageCalls.Text(read.Bytes)));
    }

    [Fact]
    public async Task A_takeover_from_what_is_not_so_any_more_changes_nothing()
    {
        var name = NewName();
        var first = await Storage.Begin(name);
        var created = Assert.IsType<StoredManifest>(await Storage.Read(name));
        Assert.Equal(Done, await Storage.Swap(first, 1, "swapped"));
        Assert.False(await Storage.TakeOver(name, created, "late"));

        var swapped = Assert.IsType<StoredManifest>(await Storage.Read(name));
        await Elsewhere.TakeOver(name);
        var taken = await Storage.Manifest(name);
        Assert.False(await Storage.TakeOver(name, swapped, "late"));
        var otherNumber = Assert.IsType<StoredManifest>(await Storage.Read(name));
        otherNumber = otherNumber with { Owner = otherNumber.Owner with { Journal = (await Storage.Begin(NewName())).Journal } };
        Assert.False(await Storage.TakeOver(name, otherNumber, "other"));
        Assert.Equal(taken, await Storage.Manifest(name));
    }

    [Fact]
    public async Task A_takeover_that_is_repeated_is_done_until_another_owner_comes()
    {
        var name = NewName();
        await Storage.Begin(name);
        var seen = Assert.IsType<StoredManifest>(await Storage.Read(name));
        Assert.True(await Storage.TakeOver(name, seen, "mine"));
        Assert.True(await Storage.TakeOver(name, seen, "mine"));
        Assert.False(await Elsewhere.TakeOver(name, seen, "other"));
        Assert.Equal("2 mine", await Storage.Manifest(name));
        await Elsewhere.TakeOver(name);
        Assert.False(await Storage.TakeOver(name, seen, "mine"));
    }

    [Fact]
    public async Task A_manifest_is_swapped_by_its_version()
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        Assert.Equal(Done, await Storage.Swap(owner, 1, "two"));
        Assert.Equal(Done, await Storage.Swap(owner, 2, "three"));
        foreach (var wrong in (long[])[0, 1, 2, 4]) Assert.Equal(Fenced, await Storage.Swap(owner, wrong, "wrong"));
        Assert.Equal("3 three", await Elsewhere.Manifest(name));
    }

    [Fact]
    public async Task A_swap_that_is_repeated_is_done_and_swaps_once()
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        Assert.Equal(Done, await Storage.Swap(owner, 1, "two"));
        Assert.Equal(Done, await Storage.Swap(owner, 1, "two"));
        Assert.Equal("2 two", await Storage.Manifest(name));
    }

    [Fact]
    public async Task Behind_a_takeover_nothing_of_the_owner_before_takes_effect()
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        await Storage.AppendAll(before, 1, "a", "b");
        var segment = await Storage.WriteAll(before, 0, "x");
        var owner = await Elsewhere.TakeOver(name);

        await AllFenced(before, version: 2);

        Assert.Equal("a b", await Elsewhere.Records(owner, 1));
        Assert.Equal("x", await Elsewhere.Chunks(owner, segment));
        Assert.Equal("", await Elsewhere.Chunks(owner, new SegmentId(before.Epoch, 1)));
        Assert.Equal(Fenced, await Storage.Erase(before));
        await Elsewhere.AppendAll(owner, 3, "c");
        Assert.Equal("a b c", await Elsewhere.Records(owner, 1));
        Assert.StartsWith("2 taken", await Storage.Manifest(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_was_fenced_stays_so_when_the_records_are_compacted()
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        await Storage.AppendAll(before, 1, "a", "b");
        var owner = await Elsewhere.TakeOver(name);
        await Elsewhere.AppendAll(owner, 3, "c", "d");
        Assert.Equal(Done, await Elsewhere.Delete(owner, 1, 5));

        for (var number = 1; number < 7; number++) Assert.Equal(Fenced, await Storage.Append(before, number, "late"));

        await Elsewhere.AppendAll(owner, 5, "e");
        Assert.Equal("e", await Elsewhere.Records(owner, 5));
        for (var number = 1; number < 5; number++) Assert.Equal("", await Elsewhere.Records(owner, number));
    }

    [Fact]
    public async Task An_erased_journal_is_gone_and_one_created_again_has_other_owners()
    {
        var name = NewName();
        var first = await Storage.Begin(name);
        await Storage.AppendAll(first, 1, "a", "b");
        var segment = await Storage.WriteAll(first, 0, "x", "y");
        var seen = Assert.IsType<StoredManifest>(await Storage.Read(name));

        Assert.Equal(Done, await Storage.Erase(first));
        Assert.Null(await Elsewhere.Read(name));
        Assert.Equal(Done, await Storage.Erase(first));
        await AllFenced(first, version: 1);
        Assert.False(await Storage.TakeOver(name, seen, "late"));

        var second = await Elsewhere.Begin(name);
        Assert.NotEqual(first.Journal, second.Journal);
        Assert.Equal(1, second.Epoch);
        await AllFenced(first, version: 1);
        Assert.False(await Storage.TakeOver(name, seen, "late"));
        Assert.Equal("", await Elsewhere.Records(second, 1));
        Assert.Equal("", await Elsewhere.Chunks(second, segment));
        await Elsewhere.AppendAll(second, 1, "c");
        await Storage.Erase(first);
        Assert.Equal("c", await Elsewhere.Records(second, 1));
        Assert.Equal("", await Storage.Records(first, 1));
        Assert.StartsWith("1 begun", await Storage.Manifest(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_never_was_changes_nothing()
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        await AllFenced(owner with { Epoch = 2 }, version: 1);
        await AllFenced(owner with { Journal = owner.Journal + 1_000_000 }, version: 1);
        Assert.Equal(Fenced, await Storage.Erase(owner with { Epoch = 2 }));
        Assert.Equal("", await Storage.Records(owner, 1));
        Assert.StartsWith("1 begun", await Storage.Manifest(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_every_legal_form_are_told_apart()
    {
        const string Legal = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
        var unique = $"{Guid.NewGuid():N}";
        string[] names =
        [
            unique, $"{unique}.", $"{unique}-", $"{unique}_", $".{unique}", $"-{unique}", $"_{unique}", $"0{unique}", $"{unique}.m",
            $"{Legal}{unique}{Legal}{Legal}0", $"{new string('x', 150 - unique.Length)}{unique}",
            $"{unique}{new string('.', 118)}", $"{unique}{new string('_', 118)}", $"{unique}{new string('9', 118)}",
        ];
        foreach (var name in names) Assert.NotNull(await Storage.Create(name, name));
        foreach (var name in names)
        {
            var read = Assert.IsType<StoredManifest>(await Elsewhere.Read(name));
            Assert.Equal(name, StorageCalls.Text(read.Bytes));
            await Storage.AppendAll(read.Owner, 1, name);
        }

        foreach (var name in names)
        {
            var owner = Assert.IsType<StoredManifest>(await Storage.Read(name)).Owner;
            Assert.Equal(name, await Elsewhere.Records(owner, 1));
            Assert.Equal(Done, await Storage.Erase(owner));
        }
    }

    // Every change but an erasure: of a journal that is gone, that is done.
    private async Task AllFenced(OwnerEpoch owner, long version)
    {
        Assert.Equal(Fenced, await Storage.Append(owner, 3, "late"));
        Assert.Equal(Fenced, await Storage.Swap(owner, version, "late"));
        Assert.Equal(Fenced, await Storage.Write(owner, new SegmentId(owner.Epoch, 1), 0, "late"));
        Assert.Equal(Fenced, await Storage.Delete(owner, 1, 3));
        Assert.Equal(Fenced, await Storage.Delete(owner, new SegmentId(1, 0), new SegmentId(owner.Epoch, 9)));
    }
}
