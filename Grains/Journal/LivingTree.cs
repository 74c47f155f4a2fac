using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// A tree that belongs to one life of a locker at a time. Lives only grow, so whatever was meant for a life that has
/// ended is known by its number, however late it arrives.
/// </summary>
internal sealed class LivingTree(TimeProvider time)
{
    private readonly Dictionary<long, LockerTree> _staged = [];
    private StateTree _state = new();
    private long _ended;
    private int _joining;

    /// <summary>The present life, or 0 for none: then the tree is empty.</summary>
    public long Life { get; private set; }

    /// <summary>The tree of the present life.</summary>
    public StateTree State => _state;

    /// <summary>Whether nothing would be lost if this were forgotten.</summary>
    public bool IsIdle => Life == 0 && _staged.Count == 0 && _joining == 0;

    /// <summary>Whether a change that is meant for that life (0: any) can be made now.</summary>
    public bool Admits(long life) => Life != 0 && (life == 0 || life == Life);

    /// <summary>
    /// Makes sure that a life has begun, and says whether it is one that is meant (0: any). A life that is given out may be
    /// over when it arrives here: then another is asked for.
    /// </summary>
    /// <param name="life">The life that is meant.</param>
    /// <param name="ask">Asks for the present life; 0 when the one that is meant is over.</param>
    public async ValueTask<bool> Join(long life, Func<ValueTask<long>> ask)
    {
        _joining++;
        try
        {
            while (Life == 0)
            {
                var given = await ask();
                if (given == 0) return false;
                if (Life == 0 && given > _ended) Life = given;
            }

            return Admits(life);
        }
        finally
        {
            _joining--;
        }
    }

    /// <summary>Ends every life up to one, with its tree, and begins the next (0: none) with what a load staged (0: nothing).</summary>
    public void Renew(long ended, long next, long load)
    {
        _ended = Math.Max(_ended, ended);
        if (Life <= _ended)
        {
            Life = 0;
            _state = new StateTree();
        }

        if (next <= _ended) return;
        Life = next;
        if (_staged.Remove(load, out var staged)) _state = new StateTree(staged);
    }

    /// <summary>Puts nodes of a tree aside that becomes this one when the load is committed.</summary>
    public void Stage(long load, ImmutableArray<TreeEntry> entries)
    {
        if (!_staged.TryGetValue(load, out var tree)) _staged.Add(load, tree = new LockerTree());
        foreach (var entry in entries)
            tree.Apply(Mutation.Restore(entry.Path.Utf8, entry.Text, TextFormat.Plain, entry.First, entry.Last));
    }

    /// <summary>Forgets what a load staged.</summary>
    public void Unstage(long load) => _staged.Remove(load);

    /// <summary>Stores a text in the present life.</summary>
    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format)
    {
        _state.Apply(Mutation.Store(path.Utf8, text, format, Now));
        return Done();
    }

    /// <summary>Removes from the present life, if it is the one that is meant (0: any).</summary>
    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long life)
    {
        if (Life == 0) return new(Outcome.Done);
        if (!Admits(life)) return new(Outcome.Closed);
        _state.Apply(recursive ? Mutation.RemoveTree(path.Utf8, Now) : Mutation.Remove(path.Utf8, Now));
        return Done();
    }

    /// <summary>Empties the tree, in that life only.</summary>
    public ValueTask Clear(long life)
    {
        if (!Admits(life)) return default;
        _state.Apply(Mutation.Clear());
        return _state.Committed();
    }

    /// <summary>The text at a key.</summary>
    public TextRead Get(KeyPath path)
    {
        if (!_state.Root.TryFind(path.Utf8, out var node)) return new(Outcome.NotFound, null, TextFormat.Plain);
        return node.Text is { } text ? new(Outcome.Done, text, node.Format) : new(Outcome.Branch, null, TextFormat.Plain);
    }

    private long Now => time.GetUtcNow().UtcTicks;

    private ValueTask<Outcome> Done()
    {
        var committed = _state.Committed();
        return committed.IsCompletedSuccessfully ? new(Outcome.Done) : Awaited(committed);
    }

    private static async ValueTask<Outcome> Awaited(ValueTask committed)
    {
        await committed;
        return Outcome.Done;
    }
}
