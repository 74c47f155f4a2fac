namespace Lockers.Grains.Journal;

/// <summary>An activation that a journal belongs to, as its records name it.</summary>
/// <param name="Id">No other activation has it.</param>
/// <param name="Node">The node that it is on.</param>
internal sealed record JournalOwner(Guid Id, string Node)
{
    /// <summary>The first bytes of a slot.</summary>
    public byte[] Header(SlotKind kind, Guid incarnation) => new RecordHeader(kind, incarnation, Id, Node).Encode();
}
