namespace Lockers.Grains.Interfaces;

/// <summary>The sections of a dump. One that a load holds replaces everything of its kind; one that it does not hold stays as it is.</summary>
[Flags]
public enum LoadSections : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>All lockers, with the trees of their peers, and which one is current.</summary>
    Lockers = 1,

    /// <summary>All peers with their pods and epochs.</summary>
    Peers = 2,

    /// <summary>The targets of all peers.</summary>
    Targets = 4,

    /// <summary>The jobs of all peers.</summary>
    Jobs = 8,

    /// <summary>Which headers are tracked.</summary>
    TrackingHeaders = 16,

    /// <summary>The probes.</summary>
    Probes = 32,

    /// <summary>The scripts and files of all peers.</summary>
    JobFiles = 64,

    /// <summary>Which times are counted by.</summary>
    TimeBuckets = 128,

    /// <summary>What is kept with each peer.</summary>
    OfPeers = Peers | Targets | Jobs | JobFiles,
}
