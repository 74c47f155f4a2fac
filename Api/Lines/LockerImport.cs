using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lines;

/// <summary>
/// Stores windows of lines into one locker, in the generation that the first one went into, each when the one before is committed. While one is
/// being stored the next is read.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="edge">The front end.</param>
/// <param name="name">The locker; its label may be <c>current</c>.</param>
internal sealed class LockerImport(HttpContext context, LockerEdge edge, LockerName name)
{
    private const int Parallelism = 32;

    private Task _storing = Task.CompletedTask;
    private string? _label;
    private long _generation;

    /// <summary>How many lines are stored for sure.</summary>
    public long Stored { get; private set; }

    /// <summary>Begins to store a window, when the one before is stored.</summary>
    /// <exception cref="ProblemException">409: the locker was closed meanwhile; or as a store fails.</exception>
    public async Task Store(ImportWindow window)
    {
        await Finish();
        if (window.Lines > 0) _storing = StoreNow(window);
    }

    /// <summary>Waits until everything is stored that was begun.</summary>
    public async Task Finish()
    {
        var storing = _storing;
        _storing = Task.CompletedTask;
        await storing;
    }

    /// <summary>Waits for what was begun, whatever comes of it.</summary>
    public async Task Leave() => await _storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task StoreNow(ImportWindow window)
    {
        var trees = window.Trees.AsEnumerable();
        if (_label is null)
        {
            await Begin(trees.First());
            trees = trees.Skip(1);
        }

        await Parallel.ForEachAsync(
            trees, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (tree, _) => await Store(tree.Key, tree.Value.DrainToImmutable()));
        Stored += window.Lines;
    }

    // The first call says which generation it is.
    private async Task Begin(KeyValuePair<(string? Peer, string Instance), ImmutableArray<TreeEntry>.Builder> tree)
    {
        var entries = tree.Value.DrainToImmutable();
        var (locker, _) = await edge.Names.Run(
            name, this,
            async (locker, import) =>
            {
                var imported = await import.Call(locker.Label, tree.Key, entries, locker.Generation);
                import._generation = imported.Generation;
                return imported.Outcome;
            },
            context);
        _label = locker.Label;
    }

    private async Task Store((string? Peer, string Instance) tree, ImmutableArray<TreeEntry> entries)
    {
        // As a store is: again for a while where it was surely not made. The time runs anew for each call.
        for (Repeats? repeats = null; ;)
        {
            try
            {
                if ((await Call(_label!, tree, entries, _generation)).Outcome == Outcome.Done) return;
                throw new ProblemException(StatusCodes.Status409Conflict, "Conflict", $"Locker {LockerName.Of(_label!)} was closed or cleared while it was imported into.");
            }
            catch (Exception error) when (Retry.WasNotMade(error) && (repeats ??= new(context.RequestServices.GetRequiredService<TimeProvider>())).MayGoOn)
            {
                await repeats.Pause(context.RequestAborted);
            }
        }
    }

    private ValueTask<ImportedKeys> Call(string label, (string? Peer, string Instance) tree, ImmutableArray<TreeEntry> entries, long generation) =>
        tree.Peer is null ? edge.Locker(label).Import(entries, generation) : edge.Instance(label, tree.Peer, tree.Instance).Import(entries, generation);
}
