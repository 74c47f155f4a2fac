using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Registry;

/// <summary>What the registry decides about loads: what they stage with it, and their commit, which is one decision.</summary>
/// <param name="state">The registry's state.</param>
/// <param name="records">What is kept.</param>
/// <param name="decisions">How decisions are made.</param>
/// <param name="time">The clock.</param>
internal sealed class StagedLoads(
    JournaledState state, RegistryRecords records, RegistryDecisions decisions, TimeProvider time)
{
    private readonly OpenLoads _open = new(time);

    /// <inheritdoc cref="IRegistryGrain.NewLoad"/>
    public async ValueTask<long> New()
    {
        foreach (var silent in _open.Silent())
        {
            records.Unstage(silent);
            await records.Flush();
            _open.Forget(silent);
        }

        // What is staged under a number must not meet what another load has staged under it.
        var load = records.NewGeneration();
        await records.Flush();
        _open.Hear(load);
        return load;
    }

    /// <inheritdoc cref="IRegistryGrain.StageLoad"/>
    public async ValueTask<Outcome> Stage(long load, ImmutableArray<LockerInfo> lockers, ImmutableArray<string> peers)
    {
        if (!_open.Has(load)) return Outcome.Closed;
        _open.Hear(load);
        foreach (var locker in lockers) records.Stage(load, locker);
        foreach (var peer in peers) records.Stage(load, peer);
        await records.Flush();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IRegistryGrain.IsLoading"/>
    public bool IsLoading(long load)
    {
        DemandCertainty();
        return _open.Has(load) || records.Working.IsTaking(load);
    }

    /// <inheritdoc cref="IRegistryGrain.AbandonLoad"/>
    public async ValueTask<bool> Abandon(long load)
    {
        DemandCertainty();
        if (_open.Has(load)) records.Unstage(load);
        _open.Forget(load);
        var gone = !IsLoading(load);
        await records.Flush();
        return gone;
    }

    /// <inheritdoc cref="IRegistryGrain.CommitLoad"/>
    public async Task<Outcome> Commit(long load, LoadSections sections, RegistrySettings settings)
    {
        var committed = await decisions.DecideAll(load, sections, settings, isGivenUp: () => load != 0 && !_open.Has(load));
        if (committed.Outcome == Outcome.Closed) return Outcome.Closed;
        _open.Forget(load);
        return Outcome.Done;
    }

    /// <inheritdoc cref="IRegistryGrain.CommitLockerLoad"/>
    public async Task<Outcome> CommitLocker(long load, string label)
    {
        while (decisions.IsUnsettled(label)) await decisions.Settle(label);
        if (!_open.Has(load) || records.Working.Staged(load, label) is not { } staged) return Outcome.Closed;
        var replaced = records.Working.Find(label);
        var next = records.NewGeneration();

        // What is replaced is what the locker holds.
        records.Keep(label, staged with { Generation = next, Expires = replaced?.Expires ?? 0 });
        records.Note(new(label, replaced is { Used: true } used ? used.Generation : 0, staged.Used ? next : 0, staged.Used ? load : 0));
        records.Unstage(load);
        decisions.Tell(NewsKind.Loaded, label);
        await decisions.CarriedOut(label, lockers: 1);
        _open.Forget(load);
        return Outcome.Done;
    }

    private void DemandCertainty()
    {
        if (state.IsInDoubt) throw new StorageUnavailableException("The storage does not answer.", notMade: true);
    }
}
