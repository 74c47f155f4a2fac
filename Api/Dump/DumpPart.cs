using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>A piece of a dump.</summary>
internal abstract record DumpPart;

/// <summary>Nodes of a tree: the locker's data tree, or one of a peer.</summary>
/// <param name="Label">The locker.</param>
/// <param name="Peer">The peer, or null for the data tree.</param>
/// <param name="Instance">The instance's address; empty for the peer's own tree, <see cref="IPeerInstanceGrain.Events"/> for its events.</param>
/// <param name="Entries">The nodes.</param>
/// <param name="Epoch">The number of the instance's earlier epoch that they are of; null for the tree itself.</param>
internal sealed record DumpNodes(
    string Label, string? Peer, string Instance, ImmutableArray<TreeEntry> Entries, int? Epoch = null) : DumpPart;

/// <summary>A peer, or an instance of it, that the locker lists.</summary>
/// <param name="Label">The locker.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Instance">The instance's address; null for the peer itself.</param>
/// <param name="Active">Whether the instance is active.</param>
internal sealed record DumpInstance(string Label, string Peer, string? Instance, bool Active) : DumpPart;

/// <summary>The end of a locker.</summary>
/// <param name="Label">The locker.</param>
/// <param name="Current">Whether it is the current one.</param>
/// <param name="FirstOpened">When it came to be, UTC ticks; 0 where the dump does not say.</param>
/// <param name="LastOpened">When it was last opened, UTC ticks; 0 where the dump does not say.</param>
/// <param name="Expires">When it is closed by itself, UTC ticks; 0 for never.</param>
internal sealed record DumpLocker(string Label, bool Current, long FirstOpened, long LastOpened, long Expires = 0) : DumpPart;

/// <summary>Some of what is known of a peer: pods, epochs, targets, jobs, scripts or files, together at most about 1 MiB of JSON, or one of them.</summary>
/// <param name="State">What it is. Whether the peer is registered is said by its last part, with the namespace.</param>
internal sealed record DumpPeer(PeerState State) : DumpPart;

/// <summary>What a dump holds: complete when it was read to its end.</summary>
internal sealed class DumpSections
{
    /// <summary>The sections.</summary>
    public LoadSections Held { get; set; }

    /// <summary>Headers to track, or null.</summary>
    public string? TrackingHeaders { get; set; }

    /// <summary>Times to count by, or null.</summary>
    public string? TimeBuckets { get; set; }

    /// <summary>The probes' JSON, or null.</summary>
    public byte[]? Probes { get; set; }
}
