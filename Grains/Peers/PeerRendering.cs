using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>Renders what is kept of a peer in the shapes of the peer protocol: Peers, Pod and PodEpoch.</summary>
internal static class PeerRendering
{
    /// <summary>A peer with its pods and epochs.</summary>
    public static IEnumerable<PageBreak> Peer(PageWriter page, TreeRoot root, string name)
    {
        page.Raw("{\"name\":"u8);
        page.Quoted(name);
        page.Raw(",\"namespace\":"u8);
        page.Quoted(StateTree.Text(root, "namespace") ?? []);
        page.Raw(",\"pods\":{"u8);
        var comma = false;
        foreach (var (address, pod) in PeerRecords.Items(root, "pods"))
        {
            Name(page, address, ref comma);
            foreach (var full in Pod(page, root, address, PeerRecords.PodOf(pod))) yield return full;
        }

        page.Raw("},\"podEpochs\":{"u8);
        comma = false;
        foreach (var (address, epochs) in PeerRecords.Items(root, "epochs"))
        {
            Name(page, address, ref comma);
            foreach (var full in Epochs(page, epochs, before: int.MaxValue)) yield return full;
        }

        page.Raw("}}"u8);
    }

    private static IEnumerable<PageBreak> Pod(PageWriter page, TreeRoot root, string address, PodRecord pod)
    {
        var epochs = PeerRecords.Find(root, "epochs", address) ?? default;
        var present = PeerRecords.Last(epochs);
        page.Raw("{\"name\":"u8);
        page.Quoted(pod.Name);
        page.Raw(",\"address\":"u8);
        page.Quoted(address);
        page.Raw(",\"node\":"u8);
        page.Quoted(pod.Node);
        page.Raw(",\"cluster\":"u8);
        page.Quoted(pod.Cluster);
        page.Raw(pod.Healthy ? ",\"healthy\":true,\"currentEpoch\":"u8 : ",\"healthy\":false,\"currentEpoch\":"u8);
        if (present is null) page.Raw("null"u8);
        else Epoch(page, present);
        page.Raw(",\"pastEpochs\":"u8);

        // goto shows none until there was one, and an empty list once they were cleared.
        if (!pod.EpochsCleared && (present is null || First(epochs) == present.Epoch)) page.Raw("null"u8);
        else foreach (var full in Epochs(page, epochs, before: present?.Epoch ?? 0)) yield return full;
        page.Raw(",\"url\":"u8);
        page.Quoted($"http://{address}");
        page.Raw(pod.Offline ? ",\"offline\":true}"u8 : ",\"offline\":false}"u8);
        if (page.Full) yield return default;
    }

    private static int First(TreeNode epochs)
    {
        var walker = epochs.Walk();
        return walker.MoveNext() ? PeerRecords.Epoch(walker.Node).Epoch : 0;
    }

    private static IEnumerable<PageBreak> Epochs(PageWriter page, TreeNode epochs, int before)
    {
        page.Raw("["u8);
        var comma = false;
        var walker = epochs.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;
            var epoch = PeerRecords.Epoch(walker.Node);
            if (epoch.Epoch >= before) break;
            if (comma) page.Raw(","u8);
            comma = true;
            Epoch(page, epoch);
            if (page.Full) yield return default;
        }

        page.Raw("]"u8);
    }

    private static void Epoch(PageWriter page, PodEpoch epoch)
    {
        using var json = new Utf8JsonWriter(page, JsonText.Options);
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteString("name", epoch.Name);
        json.WriteString("address", epoch.Address);
        json.WriteString("node", epoch.Node);
        json.WriteString("cluster", epoch.Cluster);
        json.WriteString("firstContact", Rfc3339.Text(epoch.FirstContact));
        json.WriteString("lastContact", Rfc3339.Text(epoch.LastContact));
        json.WriteEndObject();
    }

    private static void Name(PageWriter page, string name, ref bool comma)
    {
        if (comma) page.Raw(","u8);
        comma = true;
        page.Quoted(name);
        page.Raw(":"u8);
    }
}
