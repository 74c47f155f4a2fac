namespace Lockers.Gotos;

/// <summary>The generations of goto that differ in what they send to a registry or answer to it, oldest first.</summary>
public enum GotoGeneration
{
    /// <summary>0.4.1, of 2020: no events; a report at each response.</summary>
    V041,

    /// <summary>0.7 and 0.8, of 2021: events without a summary; a report at each response.</summary>
    V07,

    /// <summary>0.9: later results; jobs by name; results and events as HTTP/2 with prior knowledge.</summary>
    V09,

    /// <summary>From 2026-02: as 0.9, headers of targets as a map, lists of names in the query instead of the path.</summary>
    V2026,
}
