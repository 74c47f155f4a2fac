using System.Runtime.CompilerServices;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>
/// The one place where the label of a request becomes a locker, and where a request that meets a closed generation of the current locker is run
/// again: it forgets the lease, resolves the label again and tries again.
/// </summary>
internal sealed class LockerNames(CurrentLocker current, GrainCache grains, IGrainFactory factory, TimeProvider time)
{
    /// <summary>How often a request is run on a locker that turns out to be closed.</summary>
    private const int MaxTries = 10;

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

    /// <summary>Runs what a request asks for on the locker that the second segment of its target names.</summary>
    /// <typeparam name="TState">What <paramref name="run"/> needs: a static lambda with it costs no allocation.</typeparam>
    /// <param name="target">The target.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="run">Runs it once. <see cref="Outcome.Closed"/>: the generation that was meant has ended.</param>
    /// <param name="repeated">
    /// The request, where its change is to be made again after a failure that surely did not make it, as <see cref="Repeats"/> allows; null where it
    /// is not, or where the middleware repeats the request as a whole.
    /// </param>
    /// <returns>The locker that it was run on in the end, and how it ended there.</returns>
    /// <exception cref="ProblemException">400 when no locker can have that label; 503 when the current locker was closed 10 times meanwhile.</exception>
    public ValueTask<(NamedLocker Locker, Outcome Result)> Run<TState>(
        in RequestTarget target, TState state, Func<NamedLocker, TState, ValueTask<Outcome>> run, HttpContext? repeated = null) =>
        Run(null, target, state, run, static outcome => outcome, repeated);

    /// <summary>The same on a locker whose label may be <c>current</c>.</summary>
    public ValueTask<(NamedLocker Locker, Outcome Result)> Run<TState>(
        LockerName name, TState state, Func<NamedLocker, TState, ValueTask<Outcome>> run, HttpContext? repeated = null) =>
        Run(name, default, state, run, static outcome => outcome, repeated);

    /// <inheritdoc cref="Run{TState}(in RequestTarget, TState, Func{NamedLocker, TState, ValueTask{Outcome}}, HttpContext)"/>
    /// <returns>The locker that it was run on in the end, and how the change of a text ended there.</returns>
    public ValueTask<(NamedLocker Locker, TextChange Result)> Change<TState>(
        in RequestTarget target, TState state, Func<NamedLocker, TState, ValueTask<TextChange>> run, HttpContext? repeated = null) =>
        Run(null, target, state, run, static change => change.Outcome, repeated);

    /// <summary>The same on a locker whose label may be <c>current</c>.</summary>
    public ValueTask<(NamedLocker Locker, TextChange Result)> Change<TState>(
        LockerName name, TState state, Func<NamedLocker, TState, ValueTask<TextChange>> run, HttpContext? repeated = null) =>
        Run(name, default, state, run, static change => change.Outcome, repeated);

    /// <summary>
    /// Whether a locker is still what the request names. The current one may be another by now, or begun anew: what was read of
    /// it, or not found in it, tells nothing then.
    /// </summary>
    public async ValueTask<bool> IsStill(NamedLocker locker) =>
        locker.Lease is null
        || (await CurrentBeside(locker) is var now && now.Label == locker.Label && now.Generation == locker.Generation);

    /// <summary>The locker that is current instead of one that was; null where it still is, and where that cannot be known now.</summary>
    public async ValueTask<NamedLocker?> Successor(LockerName name, NamedLocker locker)
    {
        try
        {
            return await Resolve(name) is var current && current.Label != locker.Label ? current : null;
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            return null;
        }
    }

    /// <summary>A context's name, checked.</summary>
    /// <exception cref="ProblemException">400 when it cannot be one.</exception>
    public static string Checked(string context) =>
        Names.WhyNotContext(context) is { } why ? throw ProblemException.BadRequest($"{why}.") : context;

    /// <summary>Whether a locker is the current one; under a lease that costs no call.</summary>
    public async ValueTask<bool> IsCurrent(NamedLocker locker) => locker.Lease is not null || (await CurrentBeside(locker)).Label == locker.Label;

    // Behind most answers of the data path, so what it needs while it waits is taken from a pool.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(NamedLocker Locker, TResult Result)> Run<TState, TResult>(
        LockerName? name, RequestTarget target, TState state, Func<NamedLocker, TState, ValueTask<TResult>> run, Func<TResult, Outcome> outcome,
        HttpContext? repeated)
    {
        for (var closings = 0; closings < MaxTries;)
        {
            try
            {
                var locker = await (name is { } named ? Resolve(named) : Resolve(target, 1));
                var result = await run(locker, state);
                if (outcome(result) != Outcome.Closed) return (locker, result);
                if (locker.Lease is { } lease) current.Forget(lease);
                closings++;
            }
            catch (Exception error) when (repeated is not null && Retry.MayRepeatChange(repeated, error))
            {
                await Repeats.Of(repeated).Pause(repeated.RequestAborted);
            }
        }

        throw ProblemException.Unavailable("The current locker is being closed over and over.");
    }

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

    // The current one of the lockers that a locker is one of.
    private ValueTask<NamedLocker> CurrentBeside(in NamedLocker locker) => Resolve(locker.Name with { Label = Names.Current });

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
