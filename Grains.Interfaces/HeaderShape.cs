namespace Lockers.Grains.Interfaces;

/// <summary>How a generation of peers writes the <c>headers</c> of a target. It refuses the other shape.</summary>
public enum HeaderShape : byte
{
    /// <summary>It is not known which shape the peer reads.</summary>
    Unknown = 0,

    /// <summary><c>[["name","value"]]</c>, up to February 2026.</summary>
    Pairs = 1,

    /// <summary><c>{"name":"value"}</c>, from goto 0.9.5.</summary>
    Map = 2,
}
