using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Tests.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public sealed class EarlierEpochsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private JournaledState _state = null!;
    private GenerationTree _tree = null!;
    private EarlierEpochs _epochs = null!;

    public async ValueTask InitializeAsync()
    {
        await Activate();
        Assert.True(await _tree.Join(7, () => new(7)));
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task What_was_reported_is_kept_under_the_number_and_outlasts_the_activation()
    {
        await Report(0, "A");
        await Report(1, "A,B");
        await Store("C");

        await Activate();

        Assert.Equal(["0: A", "1: A,B"], Kept());
        Assert.Equal(["C"], Paths.Held(_tree.Root));
    }

    [Fact]
    public async Task An_epoch_without_reports_is_not_kept()
    {
        await Report(0, "A");
        _epochs.PutAway(1);
        await Report(2, "B");

        Assert.Equal(["0: A", "2: B"], Kept());
    }

    [Fact]
    public async Task Only_the_last_are_kept_and_they_stay_in_order_of_their_numbers()
    {
        for (var epoch = -1; epoch < 12; epoch++) await Report(epoch, "A");
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], Numbers());

        await Activate();

        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], Numbers());
        Assert.Equal(EarlierEpochs.MaxKept, Numbers().Length);
    }

    [Fact]
    public async Task A_number_that_is_not_after_the_last_gives_way_to_the_next()
    {
        await Report(5, "A");
        await Report(-1, "B");
        await Report(6, "C");

        Assert.Equal(["5: A", "6: B", "7: C"], Kept());
    }

    [Fact]
    public async Task An_end_of_the_generation_ends_them()
    {
        await Report(0, "A");
        Assert.Equal(1, _tree.WorkingStats.Keys);

        _tree.Advance(ended: 7, next: 8, load: 0);
        Assert.Empty(Kept());
        await _tree.Committed();
        Assert.Empty(Kept());
        await Report(3, "B");
        _tree.Advance(ended: 8, next: 0, load: 0);
        await _tree.Committed();

        Assert.True(_tree.IsIdle);
    }

    [Fact]
    public async Task A_later_generation_begins_without_them()
    {
        await Report(0, "A");

        Assert.True(await _tree.Join(8, () => new(8)));
        await _tree.Committed();

        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_clear_drops_them_in_its_generation_only()
    {
        await Report(0, "A");

        await _tree.Clear(6);
        Assert.Equal(["0: A"], Kept());
        await _tree.Clear(7);

        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_load_brings_its_own_and_only_the_last_of_too_many()
    {
        await Report(0, "A");
        for (var epoch = 20; epoch < 30; epoch++) _tree.Stage(3, [Calls.Entry("B", "x")], EarlierEpochs.Key(epoch));
        _tree.Stage(3, [Calls.Entry("C", "x")]);
        Assert.Equal([3L], _tree.StagedLoads());
        await _tree.Committed();
        await Activate();
        Assert.Equal(["0: A"], Kept());

        Assert.True(_tree.Advance(ended: 7, next: 8, load: 3));
        _epochs.Trim();
        await _tree.Committed();

        Assert.Equal([22, 23, 24, 25, 26, 27, 28, 29], Numbers());
        Assert.Equal(["C"], Paths.Held(_tree.Root));
        Assert.True(_tree.Staged.Working.IsEmpty);
    }

    [Fact]
    public async Task A_load_that_is_given_up_leaves_nothing()
    {
        _tree.Stage(3, [Calls.Entry("B", "x")], EarlierEpochs.Key(2));
        _tree.Unstage(3);
        await _tree.Committed();

        Assert.True(_tree.Staged.Working.IsEmpty);
        Assert.Empty(Kept());
    }

    private async Task Activate()
    {
        _state = new JournaledState(GenerationTree.TreesWithEpochs);
        _tree = new GenerationTree(_state, _time);
        _epochs = new EarlierEpochs(_tree, _time);
        await _journals.Recover(_state, _time);
    }

    private async Task Report(int epoch, string path)
    {
        await Store(path);
        _epochs.PutAway(epoch);
        await _tree.Committed();
    }

    private async Task<Outcome> Store(string path) => (await _tree.Store(KeyPath.Of(path), "x"u8.ToArray(), TextFormat.Plain)).Outcome;

    private int[] Numbers()
    {
        using var kept = _epochs.Snapshot();
        return [.. EarlierEpochs.Of(kept.Root).Select(epoch => epoch.Number)];
    }

    private string[] Kept()
    {
        using var kept = _epochs.Snapshot();
        return [.. EarlierEpochs.Of(kept.Root).Select(epoch => $"{epoch.Number}: {string.Join(' ', Paths.Held(epoch.Root))}")];
    }
}
