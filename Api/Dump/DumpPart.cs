using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>A piece of a dump's lockers.</summary>
internal abstract record DumpPart(string Label);

/// <summary>Nodes of a tree: the locker's data tree, or one of a peer.</summary>
/// <param name="Label">The locker.</param>
/// <param name="Peer">The peer, or null for the data tree.</param>
/// <param name="Instance">The instance's address; empty for the peer's own tree.</param>
/// <param name="Entries">The nodes.</param>
internal sealed record DumpNodes(string Label, string? Peer, string Instance, ImmutableArray<TreeEntry> Entries) : DumpPart(Label);

/// <summary>A peer, or an instance of it, that the locker lists.</summary>
/// <param name="Label">The locker.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Instance">The instance's address; null for the peer itself.</param>
/// <param name="Active">Whether the instance is active.</param>
internal sealed record DumpInstance(string Label, string Peer, string? Instance, bool Active) : DumpPart(Label);

/// <summary>The end of a locker.</summary>
internal sealed record DumpLocker(string Label, bool Current) : DumpPart(Label);

/// <summary>What a dump holds beside lockers; null where it does not hold the section.</summary>
internal sealed class DumpSections
{
    /// <summary>Whether lockers were in it.</summary>
    public bool Lockers { get; set; }

    /// <summary>The peers, with their pods and epochs.</summary>
    public ImmutableArray<PeerState>? Peers { get; set; }

    /// <summary>Targets by peer.</summary>
    public ImmutableDictionary<string, ImmutableArray<NamedJson>>? Targets { get; set; }

    /// <summary>Jobs by peer.</summary>
    public ImmutableDictionary<string, ImmutableArray<NamedJson>>? Jobs { get; set; }

    /// <summary>Headers to track.</summary>
    public string? TrackingHeaders { get; set; }

    /// <summary>The probes' JSON.</summary>
    public byte[]? Probes { get; set; }
}
