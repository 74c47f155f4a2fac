using Lockers.Architecture.Samples.High;

namespace Lockers.Architecture.Samples.Side;

/// <summary>Uses a folder of its own row.</summary>
public sealed class Neighbour
{
    public Roof? Theirs { get; set; }
}
