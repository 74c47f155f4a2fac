using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Peers;

/// <summary>How one peer changes.</summary>
/// <param name="name">Its name.</param>
/// <param name="book">What is kept of it.</param>
/// <param name="registry">The registry.</param>
/// <param name="list">As <see cref="IRegistryGrain.AddPeer"/>, of this peer.</param>
/// <param name="time">The clock.</param>
internal sealed class Peer(string name, PeerBook book, IRegistryGrain registry, Func<ValueTask> list, TimeProvider time)
{
    private int _listing;
    private int _drops;

    /// <summary>Whether nothing would be lost if this were forgotten.</summary>
    public bool IsIdle => book.IsEmpty && _listing == 0;

    /// <inheritdoc cref="IPeerGrain.Add"/>
    public async ValueTask<int> Add(PeerRegistration registration)
    {
        await List();
        var begun = Begin(registration);
        await book.Committed();
        return begun;
    }

    /// <inheritdoc cref="IPeerGrain.Remember"/>
    public async ValueTask<bool> Remember(PeerRegistration registration)
    {
        await List();
        var pod = book.Pod(registration.Address);
        if (pod is null) Begin(registration);
        else
        {
            book.Keep(registration.Address, pod with { Healthy = true, Offline = false });
            book.Keep(book.LastEpoch(registration.Address)! with { LastContact = Now });
        }

        await book.Committed();
        return pod is null;
    }

    /// <inheritdoc cref="IPeerGrain.Remove"/>
    public async ValueTask<Outcome> Remove(string address)
    {
        if (!book.Known) return Outcome.NotFound;
        book.DropPod(address);
        await book.Committed();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IPeerGrain.ClearEpochs"/>
    public async ValueTask ClearEpochs()
    {
        if (!book.HasPods) await registry.DropPeer(name);
        foreach (var address in book.EpochAddresses())
        {
            var pod = book.Pod(address);
            book.DropEpochs(address, keep: pod is null ? 0 : 1);
            if (pod is not null) book.Keep(address, pod with { EpochsCleared = true });
        }

        await book.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.DropIfAbsent"/>
    public async ValueTask<bool> DropIfAbsent(long number)
    {
        var absent = !book.HasPods && book.LastReplaced < number;
        if (absent)
        {
            _drops++;
            book.Clear();
        }

        await book.Committed();
        return absent;
    }

    /// <inheritdoc cref="IPeerGrain.Replace"/>
    public async ValueTask<bool> Replace(long number, long load, LoadSections sections)
    {
        _drops++;
        book.Replace(number, load, sections);
        var holds = book.Holds;
        await book.Committed();
        return holds;
    }

    /// <inheritdoc cref="IPeerGrain.Stage"/>
    public ValueTask Stage(long load, PeerState part)
    {
        book.Stage(load, part);
        return book.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.Unstage"/>
    public ValueTask Unstage(long load)
    {
        book.Unstage(load);
        return book.Committed();
    }

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>Begins an epoch, and gives its number.</summary>
    private int Begin(PeerRegistration registration)
    {
        var begun = book.LastEpoch(registration.Address) is { } last ? last.Epoch + 1 : 0;
        book.DropEpochs(registration.Address, keep: PeerBook.MaxEpochs - 1);
        book.KeepNamespace(registration.Namespace);
        book.Keep(
            registration.Address,
            new(registration.Pod, registration.Node, registration.Cluster, Healthy: true, Offline: false, EpochsCleared: false));
        book.Keep(new PodEpoch(
            begun, registration.Pod, registration.Address, registration.Node, registration.Cluster, Now, Now));
        return begun;
    }

    // The registry lists a peer before the peer knows anything, so that nothing known can be unlisted.
    private async ValueTask List()
    {
        if (book.Known) return;
        _listing++;
        try
        {
            for (var drops = -1; drops != _drops;)
            {
                drops = _drops;
                await list();
            }
        }
        finally
        {
            _listing--;
        }
    }
}
