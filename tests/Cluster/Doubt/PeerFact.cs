using Lockers.Cluster.History;

namespace Lockers.Cluster.Doubt;

/// <summary>A peer that one client registered once, and perhaps removed.</summary>
/// <param name="name">Its name, which no other has.</param>
internal sealed class PeerFact(string name)
{
    /// <summary>The one address of it.</summary>
    public const string Address = "10.0.0.1:80";

    public string Name => name;

    /// <summary>Adding it; what clears epochs drops it only once its pod was removed.</summary>
    public required Operation Added { get; init; }

    /// <summary>What the client knows of removing its pod; null where it did not.</summary>
    public Outcome? Removed { get; set; }

    /// <summary>Whether it may have come back by being remembered at an unknown moment: then only the list can be checked.</summary>
    public bool MayComeBack { get; set; }

    /// <summary>When it was last reminded of: what had dropped it by then had it come back.</summary>
    public long Remembered { get; set; }

    /// <summary>What may have dropped it.</summary>
    public List<Operation> Drops { get; } = [];

    /// <summary>Whether it was found in the list.</summary>
    public List<Operation> Looks { get; } = [];
}
