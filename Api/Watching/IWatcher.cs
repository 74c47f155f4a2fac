namespace Lockers.Api.Watching;

/// <summary>One who is told of changes, as far as a <see cref="CatchUp"/> needs it.</summary>
internal interface IWatcher
{
    /// <summary>Whether it wants texts.</summary>
    bool HasData { get; }

    /// <summary>Whether it is to be told nothing any more.</summary>
    bool IsOver { get; }

    /// <summary>Cancelled when it has gone.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Whether it is to be told nothing any more of this locker: it is over, or follows the current locker, and that is another one by now.</summary>
    ValueTask<bool> Leaves();

    /// <summary>Sends changes; long ones as they are taken.</summary>
    ValueTask Send(IEnumerable<WatchedChange> changes);

    /// <summary>Sends a heartbeat with the place that is reached, if one is due.</summary>
    void Beat(Place reached);

    /// <summary>Sends what was written, and waits until enough of it is taken.</summary>
    ValueTask Flush();
}
