using Lockers.Architecture.Samples.Low;

namespace Lockers.Architecture.Samples.High;

/// <summary>Uses what is below it, and what is beside it in its own folder.</summary>
public sealed class Stands(Ground ground) : IRoof
{
    public Roof Roof { get; } = new();

    public Ground Ground => ground;
}
