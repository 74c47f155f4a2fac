using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>A place in the changes of a locker, which a client knows as an event's id: <c>generation-revision</c>.</summary>
/// <param name="Generation">The generation of the locker; 0 for none.</param>
/// <param name="Revision">The revision up to which everything is known; 0 for nothing of the generation.</param>
internal readonly record struct Place(long Generation, long Revision)
{
    /// <summary>Reads an id; <c>0</c> stands for the beginning.</summary>
    public static bool TryParse(string text, out Place place)
    {
        place = default;
        if (text == "0") return true;
        if (!ChangeId.TryParse(text, out var id)) return false;
        place = new(id.Generation, id.Revision);
        return true;
    }

    /// <summary>Whether a change at a place is known to a reader that knows everything up to this one.</summary>
    public bool Covers(Place change) => change.Generation == Generation && change.Revision <= Revision;

    /// <inheritdoc/>
    public override string ToString() => new ChangeId(Generation, Revision).ToString();
}
