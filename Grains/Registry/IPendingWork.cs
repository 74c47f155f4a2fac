using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>What lockers and peers do of what the registry has decided. Each may be asked for the same again: then it is done already.</summary>
internal interface IPendingWork
{
    /// <summary>As <see cref="ILockerGrain.Advance"/>.</summary>
    Task<LockerStats> Advance(GenerationAdvance advance);

    /// <summary>As <see cref="IPeerGrain.Replace"/>.</summary>
    ValueTask<bool> Replace(string peer, BulkOperation bulk);

    /// <summary>Drops a peer with its trees, unless a pod of it is there.</summary>
    /// <returns>Whether nothing is kept of it.</returns>
    Task<bool> Drop(PeerDrop drop);
}

/// <inheritdoc cref="IPendingWork"/>
internal sealed class GrainWork(IGrainFactory grains) : IPendingWork
{
    public Task<LockerStats> Advance(GenerationAdvance advance) =>
        grains.GetGrain<ILockerGrain>(advance.Label).Advance(advance.Ended, advance.Next, advance.Load);

    public ValueTask<bool> Replace(string peer, BulkOperation bulk) =>
        grains.GetGrain<IPeerGrain>(peer).Replace(bulk.Number, bulk.Load, bulk.Sections);

    public async Task<bool> Drop(PeerDrop drop)
    {
        var peer = grains.GetGrain<IPeerGrain>(drop.Peer);
        if (drop.Label.Length > 0)
        {
            if (!await peer.DropIfAbsent(drop.Number)) return false;
            await grains.GetGrain<ILockerGrain>(drop.Label).DropPeer(drop.Peer, drop.Generation);
        }

        return await peer.IsGone();
    }
}
