using System.Collections.Immutable;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Peers;

/// <summary>How one peer changes.</summary>
/// <param name="name">Its name.</param>
/// <param name="records">What is kept of it.</param>
/// <param name="registry">The registry.</param>
/// <param name="list">As <see cref="IRegistryGrain.AddPeer"/>, of this peer.</param>
/// <param name="time">The clock.</param>
/// <param name="departure">When it leaves its node; null where it never does.</param>
internal sealed class Peer(
    string name, PeerRecords records, IRegistryGrain registry, Func<ValueTask> list, TimeProvider time, Departure? departure = null)
{
    private int _asking;
    private int _drops;

    /// <summary>Whether nothing would be lost if this were forgotten, and nobody waits for it: the registry, where it is asked, calls back.</summary>
    public bool IsIdle => records.IsEmpty && _asking == 0;

    /// <inheritdoc cref="IPeerGrain.Add"/>
    public async ValueTask<int> Add(PeerRegistration registration)
    {
        await List(records.Known);
        var begun = Begin(registration);
        await records.Committed();
        return begun;
    }

    /// <inheritdoc cref="IPeerGrain.Remember"/>
    public async ValueTask<bool> Remember(PeerRegistration registration)
    {
        await List(records.Known);
        var pod = records.Pod(registration.Address);
        if (pod is null) Begin(registration);
        else
        {
            records.Keep(registration.Address, pod with { Healthy = true, Offline = false });
            records.Keep(records.LastEpoch(registration.Address)! with { LastContact = Now });
        }

        await records.Committed();
        return pod is null;
    }

    /// <inheritdoc cref="IPeerGrain.Remove"/>
    public async ValueTask<Outcome> Remove(string address)
    {
        if (!records.Known) return Outcome.NotFound;
        records.DropPod(address);
        await records.Committed();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IPeerGrain.RemoveEpoch"/>
    public async ValueTask<Outcome> RemoveEpoch(string address, int epoch)
    {
        // One that has reminded since it did not answer is healthy again.
        if (records.Pod(address) is not { Healthy: false } || records.LastEpoch(address)?.Epoch is { } present && present != epoch) return Outcome.NotFound;
        records.DropPod(address);
        await records.Committed();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IPeerGrain.SetHealthy"/>
    public ValueTask SetHealthy(ImmutableArray<string> addresses, bool healthy)
    {
        foreach (var address in addresses)
        {
            if (records.Pod(address) is { Offline: false } pod && pod.Healthy != healthy) records.Keep(address, pod with { Healthy = healthy });
        }

        return records.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.ClearEpochs"/>
    public async ValueTask ClearEpochs()
    {
        if (records is { Known: true, HasPods: false }) await Ask(() => Gone(registry.DropPeer(name)));
        foreach (var address in records.EpochAddresses())
        {
            var pod = records.Pod(address);
            records.DropEpochs(address, keep: pod is null ? 0 : 1);
            if (pod is not null) records.Keep(address, pod with { EpochsCleared = true });
        }

        await records.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.DropIfAbsent"/>
    public async ValueTask<bool> DropIfAbsent(long number)
    {
        var absent = !records.HasPods && records.LastReplaced < number;
        if (absent)
        {
            _drops++;
            records.ClearRegistration();
        }

        await records.Committed();
        return absent;
    }

    /// <inheritdoc cref="IPeerGrain.IsGone"/>
    public async ValueTask<bool> IsGone()
    {
        var gone = !records.Holds;

        // One that is about to be listed is listed again.
        if (gone) _drops++;
        await records.Committed();
        return gone;
    }

    /// <inheritdoc cref="IPeerGrain.Keep"/>
    public async ValueTask<Outcome> Keep(PeerSetting setting, bool onlyRegistered)
    {
        if (onlyRegistered && !records.Known) return Outcome.NotFound;
        await List(records.Holds);
        if (onlyRegistered && !records.Known) return Outcome.NotFound;
        var fits = records.TryPut(setting);
        await records.Committed();
        return fits ? Outcome.Done : Outcome.Refused;
    }

    /// <inheritdoc cref="IPeerGrain.Drop"/>
    public async ValueTask Drop(SettingKind kind, IReadOnlyCollection<string> names)
    {
        records.Drop(kind, names);
        await records.Committed();
        if (!records.Holds) await Ask(() => Gone(registry.ForgetPeer(name)));
    }

    /// <inheritdoc cref="IPeerGrain.KeepHeaderShape"/>
    public ValueTask KeepHeaderShape(HeaderShape shape)
    {
        records.Settings.KeepShape(shape);
        return records.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.Replace"/>
    public async ValueTask<bool> Replace(long number, long load, LoadSections sections)
    {
        _drops++;
        records.Replace(number, load, sections);
        var holds = records.Holds;
        await records.Committed();
        return holds;
    }

    /// <inheritdoc cref="IPeerGrain.Stage"/>
    public ValueTask Stage(long load, PeerState part)
    {
        records.Stage(load, part);
        return records.Committed();
    }

    /// <inheritdoc cref="IPeerGrain.Unstage"/>
    public ValueTask Unstage(long load)
    {
        records.Unstage(load);
        return records.Committed();
    }

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>Begins an epoch, and gives its number.</summary>
    private int Begin(PeerRegistration registration)
    {
        var begun = records.LastEpoch(registration.Address) is { } last ? last.Epoch + 1 : 0;
        records.DropEpochs(registration.Address, keep: IPeerGrain.MaxEpochs - 1);
        records.KeepNamespace(registration.Namespace);
        records.Keep(
            registration.Address,
            new(registration.Pod, registration.Node, registration.Cluster, Healthy: true, Offline: false, EpochsCleared: false));
        records.Keep(new PodEpoch(
            begun, registration.Pod, registration.Address, registration.Node, registration.Cluster, Now, Now));
        return begun;
    }

    // The registry lists a peer before the peer knows anything, so that nothing known can be unlisted.
    private async ValueTask List(bool isListed)
    {
        if (isListed) return;
        await Ask(async () =>
        {
            for (var drops = -1; drops != _drops;)
            {
                drops = _drops;
                await list();
            }
        });
    }

    // What the registry has decided it carries out, whether this one waits for it or not.
    private ValueTask Gone(Task asked) => new(departure is null ? asked : departure.Wait(asked, notMade: false));

    private async ValueTask Ask(Func<ValueTask> question)
    {
        _asking++;
        try
        {
            await question();
        }
        finally
        {
            _asking--;
        }
    }
}
