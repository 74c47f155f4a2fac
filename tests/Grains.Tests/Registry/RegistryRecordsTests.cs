using System.Text;
using Lockers.Grains.Registry;
using Lockers.Grains.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public class RegistryRecordsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RegistryRecords _state;

    public RegistryRecordsTests() => _state = NewBook(_time);

    [Fact]
    public void A_new_state_holds_the_default_locker_as_the_current_one()
    {
        var locker = Assert.Single(_state.Lockers(""));

        Assert.Equal("default", locker.Label);
        Assert.True(locker.Current);
        Assert.False(locker.Used);
        Assert.Equal("default", _state.Working.Current);
        Assert.Empty(_state.Committed.Peers());
        Assert.Equal("", _state.TrackingHeaders);
        Assert.Equal("null"u8.ToArray(), _state.Probes);
    }

    [Fact]
    public void No_two_generations_are_the_same_though_the_clock_stands_still_or_goes_back()
    {
        var generations = Enumerable.Range(0, 1000).Select(_ => _state.NewGeneration()).ToList();
        var late = new FakeTimeProvider(_time.GetUtcNow().AddDays(-1));
        var state = NewBook(late);
        var before = state.NewGeneration();

        Assert.Equal(generations.Distinct().Order(), generations);
        Assert.True(state.NewGeneration() > before);
    }

    [Fact]
    public void A_state_that_is_begun_later_gives_later_generations()
    {
        var before = _state.NewGeneration();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(NewBook(_time).NewGeneration() > before);
    }

    [Fact]
    public void Opening_moves_the_last_time_and_keeps_the_first_one_and_the_generation()
    {
        _state.Touch("X");
        var opened = _state.Working.Find("X")!.Value;
        Assert.Equal(opened.FirstOpened, opened.LastOpened);

        _time.Advance(TimeSpan.FromSeconds(1));
        _state.Touch("X");

        Assert.Equal(opened with { LastOpened = opened.LastOpened + TimeSpan.TicksPerSecond }, _state.Working.Find("X"));
    }

    [Fact]
    public void A_locker_that_is_there_is_kept_as_it_is()
    {
        var first = _state.Ensure("X");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first, _state.Ensure("X"));
    }

    [Fact]
    public void Lockers_are_in_the_order_of_their_utf8_bytes()
    {
        foreach (var label in (string[])["é", "b", "\U0001F511", "\uFFFD", "B", "a.b"]) _state.Ensure(label);

        Assert.Equal(["B", "a.b", "b", "default", "é", "\uFFFD", "\U0001F511"], _state.Lockers("").Select(locker => locker.Label));
    }

    [Fact]
    public void One_locker_is_current()
    {
        _state.Ensure("X");
        _state.SetCurrent("X");

        Assert.Equal("X", Assert.Single(_state.Lockers(""), locker => locker.Current).Label);
        Assert.True(_state.Describe("X")!.Current);
        Assert.False(_state.Describe("default")!.Current);
    }

    [Fact]
    public void A_locker_that_is_dropped_is_unknown()
    {
        _state.Ensure("X");

        _state.Drop("X");

        Assert.Null(_state.Working.Find("X"));
        Assert.Null(_state.Describe("X"));
        Assert.Null(_state.Describe("never"));
    }

    [Fact]
    public void A_peer_is_listed_once_until_it_is_removed()
    {
        _state.AddPeer("b");
        _state.AddPeer("a");
        _state.AddPeer("b");
        Assert.Equal(["a", "b"], _state.Committed.Peers());

        _state.RemovePeer("b");
        _state.RemovePeer("c");

        Assert.Equal(["a"], _state.Committed.Peers());
    }

    [Fact]
    public void Settings_that_are_null_stay_as_they_are()
    {
        _state.Set(new("a|b", "{}"u8.ToArray()));
        _state.Set(new(null, null));
        Assert.Equal(("a|b", "{}"), (_state.TrackingHeaders, Encoding.UTF8.GetString(_state.Probes)));

        _state.Set(new("", null));
        Assert.Equal("", _state.TrackingHeaders);
        _state.Set(new(null, null, "0-9"));
        _state.Set(new("b", null));
        Assert.Equal("0-9", _state.TimeBuckets);
    }

    [Fact]
    public void A_probe_changes_alone_and_its_status_is_200_at_first()
    {
        _state.SetProbe(isReadiness: true, "/r", 0);
        Assert.Equal("""{"ReadinessProbe":"/r","LivenessProbe":"","ReadinessStatus":200,"LivenessStatus":0}""", Encoding.UTF8.GetString(_state.Probes));

        _state.SetProbe(isReadiness: false, null, 503);
        _state.SetProbe(isReadiness: true, "/r2", 0);
        _state.SetProbe(isReadiness: true, null, 418);
        Assert.Equal("""{"ReadinessProbe":"/r2","LivenessProbe":"","ReadinessStatus":418,"LivenessStatus":503}""", Encoding.UTF8.GetString(_state.Probes));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"ReadinessStatus":"many"}""")]
    public void Probes_that_were_loaded_can_be_changed_whatever_they_are(string loaded)
    {
        _state.Set(new(null, Encoding.UTF8.GetBytes(loaded)));
        _state.SetProbe(isReadiness: true, "/é", 0);
        var probes = System.Text.Json.Nodes.JsonNode.Parse(_state.Probes)!;
        Assert.Equal("/é  200 0", $"{probes["ReadinessProbe"]} {probes["LivenessProbe"]} {probes["ReadinessStatus"]} {probes["LivenessStatus"]}");
    }

    [Fact]
    public void What_is_not_known_of_probes_stays()
    {
        _state.Set(new(null, """{"more":{"a":1}}"""u8.ToArray()));
        _state.SetProbe(isReadiness: false, "/l", 0);
        Assert.StartsWith("""{"more":{"a":1},""", Encoding.UTF8.GetString(_state.Probes), StringComparison.Ordinal);
    }

    private static RegistryRecords NewBook(TimeProvider time)
    {
        var state = new RegistryRecords(new JournaledState(trees: 1), time);
        state.Begin();
        return state;
    }
}
