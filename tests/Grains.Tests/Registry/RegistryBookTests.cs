using System.Text;
using Lockers.Grains.Journal;
using Lockers.Grains.Registry;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public class RegistryBookTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RegistryBook _book;

    public RegistryBookTests() => _book = NewBook(_time);

    [Fact]
    public void A_new_book_holds_the_default_locker_as_the_current_one()
    {
        var locker = Assert.Single(_book.Lockers(""));

        Assert.Equal("default", locker.Label);
        Assert.True(locker.Current);
        Assert.False(locker.Used);
        Assert.Equal("default", _book.Working.Current);
        Assert.Empty(_book.Committed.Peers());
        Assert.Equal("", _book.TrackingHeaders);
        Assert.Equal("null"u8.ToArray(), _book.Probes);
    }

    [Fact]
    public void No_two_generations_are_the_same_though_the_clock_stands_still_or_goes_back()
    {
        var generations = Enumerable.Range(0, 1000).Select(_ => _book.NewGeneration()).ToList();
        var late = new FakeTimeProvider(_time.GetUtcNow().AddDays(-1));
        var book = NewBook(late);
        var before = book.NewGeneration();

        Assert.Equal(generations.Distinct().Order(), generations);
        Assert.True(book.NewGeneration() > before);
    }

    [Fact]
    public void A_book_that_is_begun_later_gives_later_generations()
    {
        var before = _book.NewGeneration();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(NewBook(_time).NewGeneration() > before);
    }

    [Fact]
    public void Opening_moves_the_last_time_and_keeps_the_first_one_and_the_generation()
    {
        _book.Touch("X");
        var opened = _book.Working.Find("X")!.Value;
        Assert.Equal(opened.FirstOpened, opened.LastOpened);

        _time.Advance(TimeSpan.FromSeconds(1));
        _book.Touch("X");

        Assert.Equal(opened with { LastOpened = opened.LastOpened + TimeSpan.TicksPerSecond }, _book.Working.Find("X"));
    }

    [Fact]
    public void A_locker_that_is_there_is_kept_as_it_is()
    {
        var first = _book.Ensure("X");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first, _book.Ensure("X"));
    }

    [Fact]
    public void Lockers_are_in_the_order_of_their_utf8_bytes()
    {
        foreach (var label in (string[])["é", "b", "\U0001F511", "\uFFFD", "B", "a.b"]) _book.Ensure(label);

        Assert.Equal(["B", "a.b", "b", "default", "é", "\uFFFD", "\U0001F511"], _book.Lockers("").Select(locker => locker.Label));
    }

    [Fact]
    public void One_locker_is_current()
    {
        _book.Ensure("X");
        _book.SetCurrent("X");

        Assert.Equal("X", Assert.Single(_book.Lockers(""), locker => locker.Current).Label);
        Assert.True(_book.Describe("X")!.Current);
        Assert.False(_book.Describe("default")!.Current);
    }

    [Fact]
    public void A_locker_that_is_dropped_is_unknown()
    {
        _book.Ensure("X");

        _book.Drop("X");

        Assert.Null(_book.Working.Find("X"));
        Assert.Null(_book.Describe("X"));
        Assert.Null(_book.Describe("never"));
    }

    [Fact]
    public void A_peer_is_listed_once_until_it_is_removed()
    {
        _book.AddPeer("b");
        _book.AddPeer("a");
        _book.AddPeer("b");
        Assert.Equal(["a", "b"], _book.Committed.Peers());

        _book.RemovePeer("b");
        _book.RemovePeer("c");

        Assert.Equal(["a"], _book.Committed.Peers());
    }

    [Fact]
    public void Settings_that_are_null_stay_as_they_are()
    {
        _book.Set(new("a|b", "{}"u8.ToArray()));
        _book.Set(new(null, null));
        Assert.Equal(("a|b", "{}"), (_book.TrackingHeaders, Encoding.UTF8.GetString(_book.Probes)));

        _book.Set(new("", null));
        Assert.Equal("", _book.TrackingHeaders);
    }

    private static RegistryBook NewBook(TimeProvider time)
    {
        var book = new RegistryBook(new GrainState(trees: 1)[0], time);
        book.Begin();
        return book;
    }
}
