namespace Lockers.Grains.Peers;

/// <summary>The parts of an instance's key: see <see cref="Interfaces.IPeerInstanceGrain.KeyOf"/>.</summary>
internal readonly record struct InstanceKey(string Label, string Peer, string Instance)
{
    public static InstanceKey Parse(string key)
    {
        var parts = key.Split('/');
        return new(parts[0], parts[1], parts[2]);
    }

    /// <summary>The URI under which the tree's keys are read, encoded, up to and including <c>/get/</c>.</summary>
    public string GetUri => Instance.Length == 0
        ? $"/registry/lockers/{Uri.EscapeDataString(Label)}/peers/{Uri.EscapeDataString(Peer)}/get/"
        : $"/registry/lockers/{Uri.EscapeDataString(Label)}/peers/{Uri.EscapeDataString(Peer)}/{Uri.EscapeDataString(Instance)}/get/";
}
