using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>The one place where the label of a request becomes a locker.</summary>
internal sealed class LockerNames(CurrentLocker current, IGrainFactory grains)
{
    /// <summary>How often a change that meets a locker which is just being closed is tried again on the new current one.</summary>
    public const int MaxTries = 10;

    /// <summary>The locker that a request names.</summary>
    /// <exception cref="ProblemException">400 when no locker can have that label.</exception>
    public ValueTask<NamedLocker> Resolve(string label)
    {
        if (Names.IsCurrent(label)) return Current();
        return Names.WhyNotLabel(label) is { } why
            ? throw ProblemException.BadRequest(why + ".")
            : new(new NamedLocker(Names.Canonical(label), null));
    }

    /// <summary>The current locker.</summary>
    public ValueTask<NamedLocker> Current()
    {
        var lease = current.Get();
        return lease.IsCompletedSuccessfully ? new(Named(lease.Result)) : Awaited(lease);
    }

    /// <summary>Notes that a life which was thought to be current is over.</summary>
    public void Forget(NamedLocker locker)
    {
        if (locker.Lease is { } lease) current.Forget(lease);
    }

    /// <summary>The label that a request wants to open, store into or close, or that of the current locker.</summary>
    public async ValueTask<string> Label(string label) => (await Resolve(label)).Label;

    /// <summary>What the registry knows of the locker that a request names, or null.</summary>
    public async ValueTask<LockerInfo?> Find(string label) =>
        await grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).Find(await Label(label));

    /// <summary>The problem of a change that met closing lockers until it gave up.</summary>
    public static ProblemException KeptClosing() => ProblemException.Unavailable("The current locker is being closed over and over.");

    private static async ValueTask<NamedLocker> Awaited(ValueTask<CurrentLease> lease) => Named(await lease);

    private static NamedLocker Named(CurrentLease lease) => new(lease.Label, lease);
}

/// <summary>A locker that a request names.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Lease">How it is known to be current, where the request said <c>current</c>.</param>
internal readonly record struct NamedLocker(string Label, CurrentLease? Lease)
{
    /// <summary>The life that is meant, or 0 for whatever is there.</summary>
    public long Life => Lease?.Life ?? 0;
}
