using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.State;

/// <summary>Texts that expire, over a journal.</summary>
public sealed class ExpiryTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryJournals _journals = new();
    private GenerationTree _tree = null!;
    private JournaledState _state = null!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_expires_does_so_in_the_next_activation_too(bool compacts) => GrainThread.Run(async () =>
    {
        var limits = compacts ? new JournalLimits(MinTailBytes: 10, MaxTailRecords: 1) : JournalLimits.Default;
        await Activate(limits);
        await Store("A,B", Ttl);
        await Store("A", TimeSpan.Zero);
        await Store("C", 2 * Ttl);
        await Store("D", TimeSpan.Zero);
        await _state.Compacted;
        Assert.Equal(compacts, _journals.Table.Manifest().Segments.Length > 0);

        await Activate(limits);
        Assert.Equal(["A", "A,B", "C", "D"], Held());
        _time.Advance(Ttl);
        Assert.Equal(["A", "C", "D"], Held());
        await Activate(limits);

        Assert.Equal(["A", "C", "D"], Held());
        Assert.True(_tree.ExpireSome(10));
        Assert.False(_tree.ExpireSome(10));
        await _tree.Committed();
        await Activate(limits);
        Assert.False(_tree.ExpireSome(10));
        Assert.Equal((_time.GetUtcNow() + Ttl).UtcTicks, _tree.EarliestExpiry);
        _time.AdjustTime(_time.GetUtcNow() - Ttl);
        Assert.Equal(["A", "C", "D"], Held());
    });

    [Fact]
    public Task Removing_what_has_expired_is_a_change_with_a_revision_and_of_a_kind_of_its_own() => GrainThread.Run(async () =>
    {
        await Activate(JournalLimits.Default);
        await Store("A", Ttl);
        var stored = _state.Revision;
        _time.Advance(Ttl);

        Assert.True(_tree.ExpireSome(10));
        await _tree.Committed();

        Assert.True(_state.Revision > stored);
        Assert.True(_tree.Data.Working.IsEmpty);
        var kinds = new List<MutationKind>();
        var crc = 0u;
        for (var number = 1; _journals.Table.ReadRecord(_journals.Table.Find(Recovering.Journal)!.Owner, number) is { } record; number++)
        {
            var reader = new EntryReader(LogRecord.Open(record, ref crc, new(Recovering.Journal, number)).Span);
            while (reader.MoveNext())
            {
                if (reader.Tree == 0) kinds.Add(reader.Mutation.Kind);
            }
        }

        Assert.Equal([MutationKind.Store, MutationKind.Expire], kinds);
    });

    [Fact]
    public Task What_is_stored_where_a_text_has_expired_is_a_new_key() => GrainThread.Run(async () =>
    {
        await Activate(JournalLimits.Default);
        var first = await Store("A", Ttl);
        _time.Advance(Ttl);
        Assert.Equal(Outcome.Unmet, (await Store("A", Ttl, new(new(Any: true, []), null))).Outcome);

        var second = await Store("A", Ttl, new(null, new(Any: true, [])));

        Assert.Equal(Outcome.Done, second.Outcome);
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(_tree.Root.TryFind("A"u8, out var node));
        Assert.Equal(second.Id.Revision, node.FirstReported);
    });

    [Fact]
    public Task Only_what_expires_asks_to_be_watched() => GrainThread.Run(async () =>
    {
        await Activate(JournalLimits.Default);
        var asked = 0;
        _tree.Expires = () => asked++;

        await Store("A", TimeSpan.Zero);
        Assert.Equal((0, long.MaxValue), (asked, _tree.EarliestExpiry));
        await Store("B", Ttl);

        Assert.Equal((1, (_time.GetUtcNow() + Ttl).UtcTicks), (asked, _tree.EarliestExpiry));
    });

    private IEnumerable<string> Held() => Tests.Tree.Paths.Held(_tree.Root);

    private Task<TextChange> Store(string path, TimeSpan ttl, TextCondition? condition = null) =>
        _tree.Store(KeyPath.Of(path), "x"u8.ToArray(), TextFormat.Plain, new(condition, ttl)).AsTask();

    private async Task Activate(JournalLimits limits)
    {
        _state = new JournaledState(GenerationTree.Trees);
        _tree = new GenerationTree(_state, _time);
        await _journals.Recover(_state, _time, limits: limits);
        if (_tree.Generation == 0) Assert.True(await _tree.Join(7, () => new(7)));
    }
}
