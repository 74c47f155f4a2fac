namespace Lockers.Grains.Journal;

/// <summary>What a journal keeps: its owner's working state runs ahead, and readers see the state that is committed.</summary>
internal interface IJournaled
{
    /// <summary>Whether the owner may still answer: see <see cref="IServingLease"/>.</summary>
    bool MayServe { get; }

    /// <summary>Whether nothing is held, so that the journal may be erased.</summary>
    bool IsEmpty { get; }

    /// <summary>The working state as it is now.</summary>
    TreeVersion Mark();

    /// <summary>Lets readers see a version that was marked; it belongs to the state from now on.</summary>
    void Commit(TreeVersion version);

    /// <summary>Takes the working state back to the committed one.</summary>
    void Revert();

    /// <summary>Empties the working state.</summary>
    /// <param name="revision">A revision that was given out: those to come are higher.</param>
    void Clear(long revision);

    /// <summary>Applies entries to the working state, as they were applied before.</summary>
    void Replay(ReadOnlySpan<byte> entries);
}
