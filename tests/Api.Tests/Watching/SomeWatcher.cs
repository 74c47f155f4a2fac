using Lockers.Api.Watching;

namespace Lockers.Api.Tests.Watching;

/// <summary>A watcher that keeps what it is told.</summary>
internal sealed class SomeWatcher : IWatcher
{
    public List<WatchedChange> Told { get; } = [];

    public int Beats { get; private set; }

    public bool IsLeaving { get; set; }

    public bool HasData => true;

    public bool IsOver => false;

    public CancellationToken Aborted => TestContext.Current.CancellationToken;

    public ValueTask<bool> Leaves() => new(IsLeaving);

    public ValueTask Send(IEnumerable<WatchedChange> changes)
    {
        Told.AddRange(changes);
        return default;
    }

    public void Beat(Place reached) => Beats++;

    public ValueTask Flush() => default;
}
