using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Journal.Storage;
using Lockers.Grains.Metrics;
using Lockers.Grains.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Lockers.Grains.Cluster;

/// <summary>Gives grains their states, and keeps those that would be lost.</summary>
internal sealed partial class StateFactory(
    IServiceProvider services, IServingLease lease, Handover handover, Departure departure, Losses losses, StorageOutage outage, NodeContent content,
    GrainInstruments measured, TimeProvider time, ILogger<StateFactory> log)
{
    /// <summary>
    /// The name of the <see cref="IJournalStorage"/>, or else of the <see cref="IGrainStorage"/>, that journals are kept in; without one of that
    /// name, states are in memory only.
    /// </summary>
    public const string Storage = "lockers";

    private readonly IJournalStorage? _storage = Find(services);

    /// <summary>Whether other nodes could hold the same grains.</summary>
    public bool IsClustered => lease.Node.Length > 0;

    /// <summary>Who asks other nodes what lives there; null where nothing can be lost while other nodes live on.</summary>
    public Survivors? Survivors => _storage is null && IsClustered ? services.GetRequiredService<Survivors>() : null;

    /// <summary>Lets those who list a grain find it should they be lost; null where that cannot be.</summary>
    /// <param name="kind">The grain's kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="generation">The generation that it holds, or 0.</param>
    public HeldGrains.Entry? Enter(string kind, string key, Func<long> generation) =>
        _storage is null && IsClustered ? services.GetRequiredService<HeldGrains>().Enter(kind, key, generation) : null;

    /// <summary>What the node holds, counted.</summary>
    public NodeContent Content => content;

    /// <summary>Whether states outlast their grains' nodes.</summary>
    public bool IsDurable => _storage is not null;

    /// <summary>A state that is empty so far.</summary>
    /// <param name="trees">How many trees it has.</param>
    /// <param name="feed">What tells followers of changes; null where there are none.</param>
    public JournaledState Empty(int trees, StateFeed? feed = null) => new(trees, lease is StandaloneLease ? null : lease) { Feed = feed };

    /// <summary>Cancelled when the node is asked to stop: what waits for changes here must not hold up that grains go.</summary>
    public CancellationToken Stopping { get; } = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;

    /// <summary>When the grains of this node begin to leave it.</summary>
    public Departure Departure => departure;

    /// <summary>Puts into a state what was handed over.</summary>
    public Task Receive(JournaledState state, HandoverTicket ticket) => handover.Receive(state, ticket);

    /// <summary>Says that what was handed over has arrived, and is listed here.</summary>
    public Task Received(HandoverTicket ticket) => handover.Forget(ticket);

    /// <summary>Puts into a state what its journal holds, where there is a storage.</summary>
    /// <param name="state">The state, empty.</param>
    /// <param name="kind">The grain's kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="fenced">Called when this activation has to end: another one has taken over, or its state could not be kept up.</param>
    /// <param name="resolved">Called when an outcome that was in doubt is known.</param>
    public async Task Recover(JournaledState state, string kind, string key, Action fenced, Action resolved)
    {
        if (_storage is null)
        {
            // In memory nothing else keeps a node that was declared dead, and does not know it yet, from answering too.
            if (state.IsEmpty) await lease.WaitOutDead();
            return;
        }

        // What is read now could be changed by the node that holds the grain until this node may.
        if (!lease.IsValid) throw new StorageUnavailableException("This node may not use the storage now.", notMade: true);
        var owner = new JournalOwner(JournalName.Of(kind, key), Guid.NewGuid(), lease.Node);
        var events = new JournalEvents(
            () =>
            {
                LogFenced(kind, key);
                measured.Fenced();
                outage.Gone($"{kind}:{key}");
                fenced();
            },
            error =>
            {
                if (error is null)
                {
                    outage.End($"{kind}:{key}");
                    resolved();
                }
                else outage.Begin($"{kind}:{key}", error);
            },
            error =>
            {
                if (error is null) LogCompacted(kind, key);
                else LogNotCompacted(error, kind, key);
            },
            error =>
            {
                LogBroken(error, kind, key);
                measured.Broken();
                outage.Gone($"{kind}:{key}");
                fenced();
            });
        var previous = await Recover(state, _storage, owner, events, kind, key);
        await Task.WhenAll(previous.Where(node => node != lease.Node).Select(lease.WaitOut));
        state.EarlierOwnersEnded();
    }

    private static IJournalStorage? Find(IServiceProvider services)
    {
        if (services.GetKeyedService<IJournalStorage>(Storage) is { } storage) return storage;
        return services.GetKeyedService<IGrainStorage>(Storage) is { } grains ? new GrainStorageJournals(grains) : null;
    }

    // What a storage throws when it is away may be of a type that a caller on another node cannot read.
    private async Task<IReadOnlyList<string>> Recover(
        JournaledState state, IJournalStorage storage, JournalOwner owner, JournalEvents events, string kind, string key)
    {
        var begun = time.GetTimestamp();
        try
        {
            var previous = await state.Recover(storage, owner, events, time, measured: measured);
            outage.Recovered($"{kind}:{key}");
            measured.Recovered(time.GetElapsedTime(begun), state.IsEmpty);
            return previous;
        }
        catch (Exception error)
        {
            measured.NotRecovered();
            if (error is InvalidDataException) throw;
            outage.NotRecovered($"{kind}:{key}", error);
            throw new StorageUnavailableException("The storage does not answer.", notMade: true);
        }
    }

    /// <summary>Hands a state in memory over to another node, if there is one.</summary>
    /// <param name="state">The state.</param>
    /// <param name="kind">The grain's kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="generation">The generation that it holds, or 0.</param>
    /// <returns>What its next activation takes along; null where nothing was handed over.</returns>
    public async Task<HandoverTicket?> HandOver(JournaledState state, string kind, string key, long generation)
    {
        if (_storage is not null) return null;
        Exception? failure = null;
        try
        {
            if (await handover.Send(state, kind, new(key, generation)) is { } ticket) return ticket;
        }
        catch (Exception error)
        {
            failure = error;
        }

        losses.Add(failure);
        return null;
    }

    /// <summary>Ends a state's journal.</summary>
    public async Task Leave(JournaledState state, string kind, GrainId grain)
    {
        try
        {
            outage.Gone($"{kind}:{grain.Key}");
            await state.Leave();
        }
        catch (Exception error)
        {
            if (!outage.IsAway($"{kind}:{grain.Key}", error)) LogLeft(error, grain);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}:{Key} was taken over by another node")]
    private partial void LogFenced(string kind, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}:{Key}: its journal could not be compacted; that is tried again as it grows")]
    private partial void LogNotCompacted(Exception why, string kind, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}:{Key}: its journal is compacted again")]
    private partial void LogCompacted(string kind, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind}:{Key} could not keep up its state and begins again with what is committed")]
    private partial void LogBroken(Exception why, string kind, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} could not end its journal; the next activation will")]
    private partial void LogLeft(Exception error, GrainId grain);
}
