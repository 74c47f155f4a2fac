using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>The one place where the label of a request becomes a locker.</summary>
internal sealed class LockerNames(CurrentLocker current, GrainCache grains, IGrainFactory factory, TimeProvider time)
{
    /// <summary>How often what meets a locker which is just being closed is tried again on the new current one.</summary>
    public const int MaxTries = 10;

    /// <summary>The locker that a request names.</summary>
    /// <exception cref="ProblemException">400 when no locker can have that label.</exception>
    public ValueTask<NamedLocker> Resolve(LockerName name) => !Names.IsCurrent(name.Label) ? new(Named(name))
        : name.IsOfContext ? CurrentOf(Checked(name.Context))
        : Current();

    /// <summary>The locker that a segment of a request's target names.</summary>
    /// <exception cref="ProblemException">400 when no locker can have that label.</exception>
    public ValueTask<NamedLocker> Resolve(in RequestTarget target, int segment)
    {
        if (target.HasContext) return Resolve(new LockerName(target.Context, target.Decoded(segment)));

        // Only legal labels get into the cache, and decoded: what is encoded may be spelled as another one is. The keys of contexts' lockers
        // are there too, and no segment is like them.
        var label = target[segment];
        if (!label.Contains('%') && grains.TryFind(label, out var known)) return new(new NamedLocker(known.Key, known.Grain, null));
        return Resolve(target.Decoded(segment));
    }

    /// <summary>The current locker.</summary>
    public ValueTask<NamedLocker> Current()
    {
        var lease = current.Get();
        return lease.IsCompletedSuccessfully ? new(Named(lease.Result)) : Awaited(lease);
    }

    /// <summary>Notes that a generation which was thought to be current is over.</summary>
    public void Forget(in NamedLocker locker)
    {
        if (locker.Lease is { } lease) current.Forget(lease);
    }

    /// <summary>
    /// Whether a locker is still what the request names. The current one may be another by now, or begun anew: what was read of
    /// it, or not found in it, tells nothing then.
    /// </summary>
    public async ValueTask<bool> IsStill(NamedLocker locker) =>
        locker.Lease is null
        || (await Resolve(locker.Name with { Label = Names.Current }) is var now && now.Label == locker.Label && now.Generation == locker.Generation);

    /// <summary>A context's name, checked.</summary>
    /// <exception cref="ProblemException">400 when it cannot be one.</exception>
    public static string Checked(string context) =>
        Names.WhyNotContext(context) is { } why ? throw ProblemException.BadRequest($"{why}.") : context;

    /// <summary>The problem of what met closing lockers until it gave up.</summary>
    public static ProblemException KeptClosing() => ProblemException.Unavailable("The current locker is being closed over and over.");

    // Asking makes nothing: that the node went away that was asked leaves nothing behind.
    private async ValueTask<NamedLocker> Awaited(ValueTask<CurrentLease> lease)
    {
        try
        {
            return Named(await lease);
        }
        catch (SiloUnavailableException)
        {
            throw new StorageUnavailableException("The node that knows the current locker went away.", notMade: true);
        }
    }

    private NamedLocker Named(CurrentLease lease) => new(lease.Label, grains.Locker(lease.Label), lease);

    // Nothing holds a lease on a context's current locker: what is known of it is as old as the answer.
    private async ValueTask<NamedLocker> CurrentOf(string context)
    {
        var registry = factory.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        return await Awaited(new(registry.ContextCurrent(context).AsTask().Within(CurrentLocker.Deadline, time)));
    }

    private NamedLocker Named(LockerName name)
    {
        if (name.IsOfContext) Checked(name.Context);
        if (Names.WhyNotLabel(name.Label) is { } why)
        {
            var all = name.IsOfContext ? $"{new LockerName(name.Context, "").Uri}close" : "/registry/lockers/close";
            var meant = Names.IsBlank(name.Label) ? $" To drop all lockers, POST exactly {all}." : "";
            throw ProblemException.BadRequest($"{why}.{meant}");
        }

        var key = (name with { Label = Names.Canonical(name.Label) }).Key;
        return new(key, grains.Locker(key), null);
    }
}

/// <summary>A locker that a request names.</summary>
/// <param name="Label">Its label; of a context's locker <see cref="LockerName.Key"/>.</param>
/// <param name="Grain">Its grain.</param>
/// <param name="Lease">How it is known to be current, where the request said <c>current</c>.</param>
internal readonly record struct NamedLocker(string Label, ILockerGrain Grain, CurrentLease? Lease)
{
    /// <summary>What it is called.</summary>
    public LockerName Name => LockerName.Of(Label);

    /// <summary>The generation that is meant, or 0 for whatever is there.</summary>
    public long Generation => Lease?.Generation ?? 0;
}
