namespace Lockers.Grains.Journal.Storage;

/// <summary>What came of a change.</summary>
public enum StorageResult : byte
{
    /// <summary>It is there, and survives what the storage survives.</summary>
    Done,

    /// <summary>It was not made, and will not be: the journal has another owner by now, or is gone; or the manifest has another version.</summary>
    Fenced,
}
