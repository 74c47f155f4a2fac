using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Watching;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Watching;

/// <summary>A part of a locker that is dropped and joins the same generation again: who has its texts from before must not keep them.</summary>
public sealed class DroppedTreeTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryJournals _journals = new();
    private JournaledState _state = null!;
    private GenerationTree _tree = null!;
    private TreeChanges _changes = null!;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task Its_texts_are_told_as_gone(bool isDurable, bool isKilled) => GrainThread.Run(async () =>
    {
        await Activate(isDurable);
        await Join(7);
        await Store("A");
        var known = _state.Revision;
        await _tree.Drop(7);
        if (isKilled) await Activate(isDurable);
        await Join(7);
        await Store("B");

        var page = await _changes.Read(new(7, known, Texts: true, Wait: false));

        Assert.True(page.Changes[0].Kind is ChangeKind.Cleared or ChangeKind.Reset, $"It is {page.Changes[0].Kind}");
    });

    [Fact]
    public Task A_first_join_of_a_generation_brings_no_reset() => GrainThread.Run(async () =>
    {
        await Activate(isDurable: true);
        await Join(7);
        await Store("A");
        var known = _state.Revision;
        _tree.Advance(7, 0, 0);
        await _tree.Committed();
        await Join(8);
        await Store("B");

        var page = await _changes.Read(new(8, known, Texts: true, Wait: false));

        Assert.Equal("B", Encoding.UTF8.GetString(Assert.Single(page.Changes).Path.Utf8));
    });

    private async Task Activate(bool isDurable)
    {
        var feed = new ChangeFeed();
        _state = new JournaledState(GenerationTree.Trees) { Feed = feed };
        _tree = new GenerationTree(_state, _time);
        _changes = new TreeChanges(_state, feed, _tree, _time, CancellationToken.None) { IsPart = true };
        if (isDurable) await _journals.Recover(_state, _time, limits: new JournalLimits(MinTailBytes: 1, MaxTailRecords: 1, ChunkBytes: 150));
    }

    private async Task Join(long generation)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _tree.Join(generation, () => new(generation)));
        await _tree.Committed();
    }

    private async Task Store(string path)
    {
        await _tree.Store(KeyPath.Of(path), "text"u8.ToArray(), TextFormat.Plain);
        await _state.Compacted;
    }
}
