using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry has decided about lockers lately, for those who follow it. It is noted with each decision, told when that is committed, and kept
/// in memory: who asks for what came before is told to read the list of lockers.
/// </summary>
internal sealed class RegistryNews : StateFeed
{
    /// <summary>How many are kept.</summary>
    public const int MaxKept = 4096;

    private const int PageLength = 512;

    private readonly List<LockerNews> _kept = [];
    private long _floor;
    private bool _ended;

    /// <inheritdoc/>
    public override long LastRemoval => _kept.Count > 0 ? _kept[^1].Revision : _floor;

    /// <summary>Notes a decision that was applied.</summary>
    /// <param name="kind">What was decided.</param>
    /// <param name="label">The locker; empty for all.</param>
    /// <param name="current">Whether it is the current one from then on.</param>
    /// <param name="revision">The revision of the last change that it consists of.</param>
    public void Add(NewsKind kind, string label, bool current, long revision)
    {
        if (_kept.Count == MaxKept)
        {
            // Half of them, so that it costs little each time.
            _floor = _kept[(MaxKept / 2) - 1].Revision;
            _kept.RemoveRange(0, MaxKept / 2);
        }

        _kept.Add(new(kind, label, current, revision));
    }

    /// <summary>As <see cref="IRegistryGrain.News"/>.</summary>
    public async ValueTask<NewsPage> Read(JournaledState state, long after, bool wait, TimeProvider time, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            state.DemandServing();
            var committed = state.CommittedRevision;
            if (after == ChangesQuery.Present) return new([], committed);

            // In doubt, what is not told any more may not have been made.
            if (after < _floor && (committed >= _floor || (committed > after && !state.IsInDoubt))) return new([new(NewsKind.Reset, "", false, committed)], committed);
            ImmutableArray<LockerNews> news = [.. _kept.Where(one => one.Revision > after && one.Revision <= committed).Take(PageLength)];
            var left = IWatchedTree.MaxWait - time.GetElapsedTime(began);
            var isLeaving = _ended || stopping.IsCancellationRequested;
            if (news.Length > 0 || !wait || left <= TimeSpan.Zero || isLeaving)
                return new(news, news.Length == PageLength ? news[^1].Revision : Math.Max(after, committed), isLeaving);
            await Changed.WaitAsync(left, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Nobody waits here any more: the activation is to go.</summary>
    public void End()
    {
        _ended = true;
        Committed();
    }

    /// <inheritdoc/>
    public override void Note(int tree, in Mutation m, TreeRoot first)
    {
        // Decisions are noted, not what they consist of.
    }

    /// <inheritdoc/>
    public override void TakeBack(long committed, long revision)
    {
        // It may turn out to be made, and then its news are lost.
        if (_kept.RemoveAll(one => one.Revision > committed) > 0) Forget(revision);
    }

    /// <inheritdoc/>
    public override void Forget(long revision)
    {
        _kept.Clear();
        _floor = revision;
    }
}
