namespace Lockers.Api.Watching;

/// <summary>What an event of a stream says.</summary>
internal enum WatchedKind
{
    /// <summary>A text was stored.</summary>
    Stored,

    /// <summary>A key went, with everything below it.</summary>
    Removed,

    /// <summary>The text of a key went; the keys below it stay.</summary>
    TextRemoved,

    /// <summary>A text has expired, and its key went with everything below it.</summary>
    Expired,

    /// <summary>A text has expired; the keys below its key stay.</summary>
    TextExpired,

    /// <summary>A tree was emptied; of the locker's own, those of its peers too where another generation began.</summary>
    Cleared,

    /// <summary>The locker was closed, with everything in it.</summary>
    Closed,

    /// <summary>What has changed is not known: everything is to be read again.</summary>
    Reset,

    /// <summary>The locker lists a peer, or an instance of one, from now on.</summary>
    Peer,

    /// <summary>Something that a peer says has happened.</summary>
    Event,

    /// <summary>The registry has decided something about a locker.</summary>
    News,
}
