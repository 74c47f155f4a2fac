namespace Lockers.Cluster.History;

/// <summary>One way in which the operations so far can have taken effect. Bits stand for operations that are under way.</summary>
/// <param name="Value">What the register holds.</param>
/// <param name="Used">How many optional removes took effect.</param>
/// <param name="Spent">The operations that took effect.</param>
/// <param name="Covered">
/// The writes that may be taken to have been overwritten unseen by another that took effect, and may as well take effect later.
/// </param>
internal readonly record struct Configuration(int Value, int Used, ulong Spent, ulong Covered)
{
    /// <summary>The same once an operation is over.</summary>
    public Configuration Without(ulong bit) => this with { Spent = Spent & ~bit, Covered = Covered & ~bit };
}
