using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class PeerRecordsTests
{
    private const string Address = "10.0.0.1:8080";

    private readonly PeerRecords _records = NewBook();

    [Fact]
    public void A_new_book_is_empty()
    {
        Assert.True(_records.IsEmpty);
        Assert.False(_records.Known);
        Assert.False(_records.HasPods);
        Assert.Null(_records.Pod(Address));
        Assert.Empty(_records.Epochs(Address));
        Assert.Empty(_records.EpochAddresses());
        Assert.Null(_records.Describe());
    }

    [Fact]
    public void A_peer_is_known_by_its_namespace_though_that_is_empty()
    {
        _records.KeepNamespace("");

        Assert.True(_records.Known);
        Assert.Equal("", _records.Describe()!.Namespace);
    }

    [Fact]
    public void A_pod_shows_its_last_epoch_as_the_present_one_and_those_before_as_past()
    {
        Register(epochs: 3);

        var pod = Assert.Single(_records.Describe()!.Pods);

        Assert.Equal(2, pod.Epoch.Epoch);
        Assert.Equal([0, 1], pod.PastEpochs!.Value.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void Past_epochs_are_null_until_there_was_one_and_empty_once_they_were_cleared()
    {
        Register(epochs: 1);
        Assert.Null(Assert.Single(_records.Describe()!.Pods).PastEpochs);

        _records.Keep(Address, _records.Pod(Address)! with { EpochsCleared = true });

        Assert.Empty(Assert.Single(_records.Describe()!.Pods).PastEpochs!.Value);
    }

    [Fact]
    public void Epochs_are_in_the_order_of_their_numbers()
    {
        foreach (var number in (int[])[10, 9, 100, 0, 1_000_000_000]) _records.Keep(Epoch(number));

        Assert.Equal([0, 9, 10, 100, 1_000_000_000], _records.Epochs(Address).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void The_last_epoch_is_the_one_with_the_largest_number()
    {
        Assert.Null(_records.LastEpoch(Address));
        foreach (var number in (int[])[9, 10, 1_000_000_000, 100]) _records.Keep(Epoch(number));
        for (var number = 0; number < 200; number++) _records.Keep(Epoch(number) with { Address = "other:1" });

        Assert.Equal(Epoch(1_000_000_000), _records.LastEpoch(Address));
        Assert.Equal(199, _records.LastEpoch("other:1")!.Epoch);
    }

    [Fact]
    public void Dropping_epochs_keeps_the_last_ones()
    {
        Register(epochs: 5);
        _records.Keep(Epoch(0) with { Address = "other:1" });

        _records.DropEpochs(Address, keep: 2);
        Assert.Equal([3, 4], _records.Epochs(Address).Select(epoch => epoch.Epoch));

        _records.DropEpochs(Address, keep: 2);
        Assert.Equal([3, 4], _records.Epochs(Address).Select(epoch => epoch.Epoch));

        _records.DropEpochs(Address, keep: 0);
        Assert.Equal(["other:1"], _records.EpochAddresses());
    }

    [Fact]
    public void Epochs_stay_when_their_pod_goes()
    {
        Register(epochs: 2);

        _records.DropPod(Address);

        Assert.False(_records.HasPods);
        Assert.True(_records.Known);
        Assert.Equal(2, _records.Describe()!.PodEpochs.Length);
        Assert.Equal([Address], _records.EpochAddresses());
    }

    [Fact]
    public void Names_may_hold_commas_and_percents()
    {
        Load(_records, State() with { Targets = [Named("a,b%2C"), Named("a")], Jobs = [Named("%")] });

        var state = _records.Describe()!;

        Assert.Equal(["a", "a,b%2C"], state.Targets.Select(target => target.Name).Order(StringComparer.Ordinal));
        Assert.Equal("%", Assert.Single(state.Jobs).Name);
        Assert.Equal("{\"n\":1}", Encoding.UTF8.GetString(state.Jobs[0].Json));
    }

    [Fact]
    public void Targets_are_in_the_order_of_their_names()
    {
        Load(_records, State() with { Targets = [Named("a,b"), Named("a+b"), Named("a%b"), Named("a-b")] });

        Assert.Equal(["a%b", "a+b", "a,b", "a-b"], _records.Describe()!.Targets.Select(target => target.Name));
    }

    [Fact]
    public void What_is_described_loads_as_it_was()
    {
        Register(epochs: 3);
        _records.Keep(Epoch(7) with { Address = "gone:1" });
        var state = _records.Describe()! with { Targets = [Named("t")], Jobs = [Named("j")] };
        var copy = NewBook();

        Load(copy, state);

        Assert.Equivalent(state, copy.Describe()!, strict: true);
    }

    [Fact]
    public void Loading_forgets_what_was_there()
    {
        Register(epochs: 3);

        Load(_records, State());

        Assert.False(_records.HasPods);
        Assert.Empty(_records.EpochAddresses());
        Assert.Null(_records.Describe());
        Assert.False(_records.Known);
        Assert.True(_records.IsEmpty);
    }

    [Fact]
    public void What_a_load_has_put_aside_is_not_seen_before_and_gone_after_it_is_given_up()
    {
        _records.Stage(5, State() with { Targets = [Named("t")], Known = true, Namespace = "ns" });
        Assert.Null(_records.Describe());
        Assert.False(_records.Known);
        Assert.False(_records.IsEmpty);
        Assert.Equal([5], _records.StagedLoads());

        _records.Unstage(5);

        Assert.True(_records.IsEmpty);
    }

    [Fact]
    public void Parts_of_a_load_add_up()
    {
        _records.Stage(5, State() with { Targets = [Named("a")], Known = true, Namespace = "ns" });
        _records.Stage(5, State() with { Targets = [Named("b")], Jobs = [Named("j")] });

        _records.Replace(7, 5, LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs);

        Assert.True(_records.Known);
        Assert.Equal(["a", "b"], _records.Describe()!.Targets.Select(target => target.Name));
        Assert.Single(_records.Describe()!.Jobs);
    }

    [Fact]
    public void A_section_that_a_load_does_not_hold_stays_as_it_is()
    {
        Register(epochs: 1);
        Load(_records, _records.Describe()! with { Targets = [Named("old")], Jobs = [Named("j")] });

        _records.Stage(8, State() with { Targets = [Named("new")] });
        _records.Replace(9, 8, LoadSections.Targets);

        Assert.True(_records.HasPods);
        Assert.Equal("new", Assert.Single(_records.Describe()!.Targets).Name);
        Assert.Equal("j", Assert.Single(_records.Describe()!.Jobs).Name);
    }

    [Fact]
    public void A_decision_that_is_carried_out_again_changes_nothing()
    {
        Load(_records, State() with { Known = true, Namespace = "ns" });
        Register(epochs: 2);

        _records.Replace(7, 5, LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs);

        Assert.True(_records.HasPods);
        Assert.Equal(2, _records.Epochs(Address).Length);
    }

    [Fact]
    public void Targets_alone_do_not_make_a_peer_known()
    {
        Load(_records, State() with { Targets = [Named("t")] });

        Assert.False(_records.Known);
        Assert.False(_records.IsEmpty);
        Assert.False(_records.Describe()!.Known);
    }

    private static PeerRecords NewBook() => new(new JournaledState(PeerRecords.Trees), "p", new FakeTimeProvider());

    private static void Load(PeerRecords records, PeerState state)
    {
        const LoadSections all = LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs;
        records.Stage(5, state);
        records.Replace(7, 5, all);
    }

    private void Register(int epochs)
    {
        _records.KeepNamespace("ns");
        _records.Keep(Address, new("pod", "node", "cluster", Healthy: true, Offline: false, EpochsCleared: false));
        for (var number = 0; number < epochs; number++) _records.Keep(Epoch(number));
    }

    private static PodEpoch Epoch(int number) => new(number, "pod", Address, "node", "cluster", 1, 2);

    private static NamedJson Named(string name) => new(name, "{\"n\":1}"u8.ToArray());

    private static PeerState State() => new("p", "", [], [], [], [], Known: false);
}
