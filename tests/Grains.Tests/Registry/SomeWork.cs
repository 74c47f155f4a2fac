using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;

namespace Lockers.Grains.Tests.Registry;

/// <summary>Lockers and peers that do what a test says.</summary>
internal sealed class SomeWork : IPendingWork
{
    public static LockerStats Went { get; } = new(3, 30, 1);

    public List<Renewal> Renewals { get; } = [];

    public List<string> Replaced { get; } = [];

    public Func<Task> Renew { get; set; } = () => Task.CompletedTask;

    public Func<Task> Drop { get; set; } = () => Task.CompletedTask;

    public bool PeersAreGone { get; set; }

    public bool PeersHold { get; set; }

    async Task<LockerStats> IPendingWork.Renew(Renewal renewal)
    {
        Renewals.Add(renewal);
        await Renew();
        return Went;
    }

    public ValueTask<bool> Replace(string peer, BulkOperation bulk)
    {
        Replaced.Add(peer);
        return new(PeersHold);
    }

    async Task<bool> IPendingWork.Drop(PeerDrop drop)
    {
        await Drop();
        return PeersAreGone;
    }
}
