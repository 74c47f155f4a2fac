using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What followers of the registry are told, and when they are told to read the list again.</summary>
public class RegistryNewsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Who_missed_news_that_are_not_kept_is_told_so_at_once()
    {
        var news = new RegistryNews();
        var state = new JournaledState(trees: 1) { Feed = news };
        var began = state.CommittedRevision;
        Decide(state, news, "first");
        var first = state.CommittedRevision;
        Assert.Equal("first", Assert.Single((await Read(news, state, began)).News).Label);

        // As behind an outcome that was in doubt: what was given out and may have been made is not told.
        news.Forget(first + 10);
        Decide(state, news, "second");
        Assert.True(state.CommittedRevision < first + 10);

        var told = await Read(news, state, first);

        Assert.Equal(NewsKind.Reset, Assert.Single(told.News).Kind);
        Assert.Equal(state.CommittedRevision, told.UpTo);
        Assert.Empty((await Read(news, state, told.UpTo)).News);
    }

    private static void Decide(JournaledState state, RegistryNews news, string label)
    {
        state.Apply(0, Mutation.Store(KeyPath.Of(label).Utf8, "text"u8.ToArray(), TextFormat.Plain, 1));
        news.Add(NewsKind.Opened, label, current: false, state.Revision);
    }

    private ValueTask<NewsPage> Read(RegistryNews news, JournaledState state, long after) =>
        news.Read(state, after, wait: false, _time, TestContext.Current.CancellationToken);
}
