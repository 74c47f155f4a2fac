namespace Lockers.Gotos.Wire;

/// <summary>What the registry answered.</summary>
/// <param name="Status">The status; 0 where there was no answer.</param>
/// <param name="Text">The body, or why there was no answer.</param>
internal sealed record RegistryAnswer(int Status, string Text)
{
    /// <summary>Whether peers of every generation take it as done.</summary>
    public bool IsDone => Status is 200 or 202;
}
