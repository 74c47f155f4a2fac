using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Registry;

/// <summary>
/// How the registry decides: each decision is applied without waiting in between, with what follows from it for other grains, and is carried
/// out by <see cref="PendingOperations"/>.
/// </summary>
/// <param name="state">The registry's state.</param>
/// <param name="records">What is kept.</param>
/// <param name="leases">Who was told which locker is current.</param>
/// <param name="pending">What carries decisions out.</param>
/// <param name="news">What tells of decisions.</param>
/// <param name="closed">What tells of lockers whose time was over.</param>
/// <param name="time">The clock.</param>
/// <param name="mayHoldUnknown">Whether lockers may live that this registry does not know, because one before it was lost.</param>
internal sealed class RegistryDecisions(
    JournaledState state, RegistryRecords records, CurrentLeases leases, PendingOperations pending, RegistryNews news, ClosedRuns closed, TimeProvider time,
    bool mayHoldUnknown)
{
    /// <summary>How often a decision is tried: each try met another decision about the same label.</summary>
    public const int MaxTries = 100;

    /// <summary>Makes a decision that changes which locker is current, unless something is pending for the label by then.</summary>
    /// <param name="label">The label.</param>
    /// <param name="decide">Applies the decision, or says that it is not to be made any more.</param>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> Change(string label, Func<bool> decide)
    {
        var decided = false;
        await leases.Change(() =>
        {
            decided = !pending.IsPending(label) && decide();
            return decided ? records.Flush() : default;
        });
        return decided;
    }

    /// <summary>Whether nothing can be decided about a label yet: something is pending for it, or its time is over and it is still there.</summary>
    public bool IsUnsettled(string label) => pending.IsPending(label) || IsOver(label);

    /// <summary>
    /// Waits for what is pending for a label, or closes a locker whose time is over: what follows is about another run. The label may be unsettled
    /// again when the caller goes on.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It takes longer than <see cref="PendingOperations.MaxWait"/>; of what the caller wants nothing was made.</exception>
    public async ValueTask Settle(string label)
    {
        if (pending.IsPending(label))
        {
            await pending.Wait(label);
            return;
        }

        try
        {
            await CloseOver(label);
        }
        catch (Exception error) when (PartlyMade.IsForNow(error))
        {
            throw new StorageUnavailableException($"Locker {LockerName.Of(label)}, whose time is over, could not be closed yet: {error.Message}", notMade: true);
        }
    }

    /// <summary>Decides about everything, when no bulk operation is pending any more.</summary>
    /// <param name="load">The load whose staged content comes instead; 0 for none.</param>
    /// <param name="sections">What it is about.</param>
    /// <param name="settings">What the registry's settings become; null leaves them.</param>
    /// <param name="isGivenUp">Whether the load was given up while the decision waited; <see cref="Outcome.Closed"/> is the outcome then.</param>
    public async Task<Removal> DecideAll(long load, LoadSections sections, RegistrySettings? settings = null, Func<bool>? isGivenUp = null)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            await pending.WaitForBulk();
            var lockers = 0;
            var (run, givenUp) = ((PendingRun?)null, false);
            await leases.Change(() =>
            {
                givenUp = isGivenUp?.Invoke() ?? false;
                if (givenUp || pending.IsBulkPending) return default;
                if (sections.HasFlag(LoadSections.Lockers)) lockers = records.Working.Lockers().Count(locker => locker.Record.Used);
                records.BeginBulk(new(records.NewGeneration(), load, sections));
                if (settings is not null) records.Set(settings);
                if (sections.HasFlag(LoadSections.Lockers)) records.SetCurrent(records.StagedCurrent(load));
                if ((sections & (LoadSections.Lockers | LoadSections.Contexts)) != LoadSections.None) Tell(NewsKind.Reset, "");
                run = pending.RunBulk();
                return records.Flush();
            });
            if (givenUp) return new(Outcome.Closed, 0, default);
            if (run is not null) return new(Outcome.Done, lockers, await pending.First(run, "everything", Timeout.InfiniteTimeSpan));
        }

        throw KeptChanging("all");
    }

    /// <summary>Applies the end of a locker: <c>default</c> is current instead of it, and its generation is to be ended.</summary>
    public void Drop(string label)
    {
        var record = records.Working.Find(label);
        if (records.Working.Current == label)
        {
            records.SetCurrent(Names.Default);
            Tell(NewsKind.Opened, Names.Default, current: true);
        }
        else if (LockerName.Of(label) is { IsOfContext: true } name && records.Working.ContextCurrent(name.Context) == name.Label)
        {
            records.UnsetContextCurrent(name.Context);
            Tell(NewsKind.Opened, (name with { Label = Names.Default }).Key, current: true);
        }

        if (record is not null)
        {
            records.Drop(label);
            Tell(NewsKind.Closed, label);
        }

        if (record is { Used: true } used) records.Note(new(label, used.Generation, 0, 0));
        else if (record is null && mayHoldUnknown) records.Note(new(label, records.NewGeneration(), 0, 0));
    }

    /// <summary>As <see cref="Drop"/>, as a decision that is always made.</summary>
    public bool Dropped(string label)
    {
        Drop(label);
        return true;
    }

    /// <summary>Closes a locker whose time is over, unless it is another one by the time that this is decided.</summary>
    public async Task CloseOver(string label)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            while (pending.IsPending(label)) await pending.Wait(label);
            if (!IsOver(label)) return;
            if (records.Working.Current != label) Drop(label);
            else if (!await Change(label, () => IsOver(label) && Dropped(label))) continue;
            closed.CarriedOut(label, (await CarriedOut(label, lockers: 1, () => closed.Decided(label))).Held);
            return;
        }

        throw KeptChanging(label);
    }

    /// <summary>Whether the time of a locker is over.</summary>
    public bool IsOver(string label) =>
        LockerName.Of(label).Label != Names.Default && records.Working.Find(label) is { Expires: not 0 and var expires } && expires <= time.GetUtcNow().UtcTicks;

    /// <summary>Tells of a decision. To be called behind what it consists of, which gave it a revision of its own.</summary>
    public void Tell(NewsKind kind, string label, bool current = false) => news.Add(kind, label, current, state.Revision);

    /// <summary>Commits a decision about a label that is applied, and waits until it is carried out.</summary>
    /// <param name="label">The label.</param>
    /// <param name="lockers">How many lockers it was about.</param>
    /// <param name="committed">What is to be done when it is committed, whether it is carried out in time or not.</param>
    public async Task<Removal> CarriedOut(string label, int lockers, Action? committed = null)
    {
        var run = pending.IsPending(label) ? pending.Run(label) : null;
        await records.Flush();
        committed?.Invoke();
        return new(Outcome.Done, lockers, run is null ? default : await First(run, $"locker {LockerName.Of(label)}"));
    }

    /// <summary>Commits the drop of a peer that is applied, and waits until it is carried out.</summary>
    public async Task PeerDropped(string peer)
    {
        var run = pending.RunDrop(peer);
        await records.Flush();
        await First(run, $"peer '{peer}'");
    }

    /// <summary>What to tell a caller after <see cref="MaxTries"/>.</summary>
    public static StorageUnavailableException KeptChanging(string label) => new($"Locker {LockerName.Of(label)} kept being changed.", notMade: true);

    // What was decided is carried out, however long it takes; who asked for it waits for a while.
    private Task<LockerStats> First(PendingRun run, string what) => pending.First(run, what, PendingOperations.MaxWait);
}
