using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry decides about contexts and their lockers, whose labels are a <see cref="LockerName.Key"/>. Nobody holds a lease on which
/// locker of a context is current, so a change of it takes none back.
/// </summary>
/// <param name="records">What is kept.</param>
/// <param name="leases">Who was told which locker is current.</param>
/// <param name="pending">What carries decisions out.</param>
/// <param name="decisions">How decisions are made.</param>
internal sealed class ContextRegistry(RegistryRecords records, CurrentLeases leases, PendingOperations pending, RegistryDecisions decisions)
{
    /// <summary>As <see cref="IRegistryGrain.Open"/>, of a context's locker.</summary>
    public async Task OpenLocker(string label)
    {
        while (decisions.IsUnsettled(label)) await decisions.Settle(label);
        records.Touch(label);
        records.SetContextCurrent(LockerName.Of(label));
        decisions.Tell(NewsKind.Opened, label, current: true);
        await records.Flush();
    }

    /// <summary>As <see cref="IRegistryGrain.Close"/>, of a context's locker.</summary>
    public async Task<Removal> CloseLocker(string label)
    {
        while (pending.IsPending(label)) await pending.Wait(label);
        var known = records.Working.Find(label) is not null;
        decisions.Drop(label);
        return await decisions.CarriedOut(label, known ? 1 : 0);
    }

    /// <inheritdoc cref="IRegistryGrain.CloseContext"/>
    public async Task<Removal> Close(string context)
    {
        // Later ones may be of those who were told already that the context is closed.
        var begun = records.NewGeneration();
        var closed = new Removal(Outcome.Done, 0, default);
        Exception? failure = null;
        for (var after = ""; ;)
        {
            var some = records.Working.ContextLockers(context, after).Where(locker => locker.Record.Generation < begun).Take(IRegistryGrain.MaxListed).ToList();
            if (some.Count == 0) break;
            after = LockerName.Of(some[^1].Label).Label;
            foreach (var one in await Task.WhenAll(some.Select(locker => Try(locker.Label))))
                closed = new(Outcome.Done, closed.Lockers + one.Lockers, closed.Held.Plus(one.Held));
        }

        return failure is null ? closed : throw PartlyMade.Unknown(failure);

        // One that cannot be closed now keeps no other from it.
        async Task<Removal> Try(string label)
        {
            try
            {
                return await CloseLocker(label);
            }
            catch (Exception error) when (PartlyMade.IsForNow(error))
            {
                failure = error;
                return new(Outcome.Done, 0, default);
            }
        }
    }

    /// <inheritdoc cref="IRegistryGrain.ContextCurrent"/>
    public CurrentLease Current(string context)
    {
        var label = new LockerName(context, records.Committed.ContextCurrent(context)).Key;
        return new(label, records.Describe(label)?.Generation ?? 0, leases.Changes, TimeSpan.Zero);
    }

    /// <inheritdoc cref="IRegistryGrain.Contexts"/>
    public ImmutableArray<string> List(string after, int limit) => [.. records.Committed.Contexts(after).Take(limit)];

    /// <inheritdoc cref="IRegistryGrain.ContextLockers"/>
    public ImmutableArray<LockerInfo> Lockers(string context, string after, int limit) => [.. records.ContextLockers(context, after).Take(limit)];
}
