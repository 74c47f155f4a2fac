using System.Text;
using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Reading;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class PeerRenderingTests
{
    private const string Address = "10.0.0.1:8080";
    private const int Mebibyte = 1024 * 1024;

    private static readonly PodEpoch First = new(0, "pod", Address, "node", "cluster", 0, 10_000_000);
    private static readonly PodRecord Pod = new("pod", "node", "cluster", Healthy: true, Offline: false, EpochsCleared: false);

    private readonly JournaledState _state = new(PeerRecords.Trees);
    private readonly PeerRecords _records;

    public PeerRenderingTests() => _records = new(_state, "p", new FakeTimeProvider());

    [Fact]
    public void A_peer_is_in_the_shape_of_the_peer_protocol()
    {
        _records.KeepNamespace("ns");
        _records.Keep(Address, Pod);
        _records.Keep(First);
        _records.Keep(First with { Address = "gone:1" });

        const string Epoch =
            """{"epoch":0,"name":"pod","address":"10.0.0.1:8080","node":"node","cluster":"cluster","firstContact":"0001-01-01T00:00:00Z","lastContact":"0001-01-01T00:00:01Z"}""";
        Assert.Equal(
            """{"name":"p\"","namespace":"ns","pods":{"10.0.0.1:8080":{"name":"pod","address":"10.0.0.1:8080","node":"node","cluster":"cluster","healthy":true,"currentEpoch":"""
            + Epoch + ""","pastEpochs":null,"url":"http://10.0.0.1:8080","offline":false}},"podEpochs":{"10.0.0.1:8080":["""
            + Epoch + """],"gone:1":[""" + Epoch.Replace(Address, "gone:1", StringComparison.Ordinal) + "]}}",
            Rendered.Text(page => PeerRendering.Peer(page, _state[0].Root, "p\"")));
    }

    [Fact]
    public void Past_epochs_are_those_before_the_present_one_and_an_empty_list_once_they_were_cleared()
    {
        _records.KeepNamespace("");
        _records.Keep(Address, Pod);
        for (var number = 0; number < 3; number++) _records.Keep(First with { Epoch = number });

        var pod = Peer()["pods"]![Address]!;
        Assert.Equal(2, (int)pod["currentEpoch"]!["epoch"]!);
        Assert.Equal([0, 1], pod["pastEpochs"]!.AsArray().Select(epoch => (int)epoch!["epoch"]!));

        _records.DropEpochs(Address, keep: 1);
        _records.Keep(Address, Pod with { EpochsCleared = true });

        pod = Peer()["pods"]![Address]!;
        Assert.Equal(2, (int)pod["currentEpoch"]!["epoch"]!);
        Assert.Empty(pod["pastEpochs"]!.AsArray());
    }

    [Fact]
    public void Targets_are_the_texts_as_they_came_in_the_order_of_their_names()
    {
        Load(new PeerState("p", "", [], [], [Named("b", "{ \"n\" : 1 }"), Named("a,b", "[]"), Named("a+b", "2")], [Named("j", "null")], Known: false));

        Assert.Equal("""{"a+b":2,"a,b":[],"b":{ "n" : 1 }}""", Rendered.Text(page => SettingRendering.Named(page, _state[1].Root, SettingKind.Target)));
        Assert.Equal("""{"j":null}""", Rendered.Text(page => SettingRendering.Named(page, _state[3].Root, SettingKind.Job)));
    }

    [Fact]
    public void However_much_there_is_no_page_is_larger_than_a_page_and_an_item()
    {
        var node = new string('n', 60_000);
        _records.KeepNamespace("");
        _records.Keep(Address, Pod with { Node = node });
        for (var number = 0; number < 200; number++) _records.Keep(First with { Epoch = number, Node = node });
        var large = Named("large", $"\"{new string('x', 3 * Mebibyte)}\"");
        var many = Enumerable.Range(0, 1000).Select(number => Named($"t{number}", new string('1', 2000)));
        Load(_records.Describe()! with { Targets = [large, .. many] });

        Assert.InRange(Largest(page => PeerRendering.Peer(page, _state[0].Root, "p")), PageWriter.PageBytes, PageWriter.PageBytes + (3 * 64 * 1024));
        Assert.InRange(Largest(page => SettingRendering.Named(page, _state[1].Root, SettingKind.Target)), PageWriter.PageBytes, PageWriter.PageBytes + (3 * 64 * 1024));
        Assert.Equal(200 + 199 + 1, Rendered.Text(page => PeerRendering.Peer(page, _state[0].Root, "p")).Split("\"epoch\":").Length - 1);
    }

    private void Load(PeerState state)
    {
        _records.Stage(5, state);
        _records.Replace(7, 5, LoadSections.Peers | LoadSections.Targets | LoadSections.Jobs);
    }

    private JsonNode Peer() => JsonNode.Parse(Rendered.Text(page => PeerRendering.Peer(page, _state[0].Root, "p")))!;

    private static int Largest(Func<PageWriter, IEnumerable<PageBreak>> render) => Rendered.Pages(render).Max(page => page.Length);

    private static NamedJson Named(string name, string json) => new(name, Encoding.UTF8.GetBytes(json));
}
