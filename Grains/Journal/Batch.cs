using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>Changes that are committed together, in one slot.</summary>
internal sealed class Batch(ReadOnlySpan<byte> header)
{
    private readonly EntryWriter _entries = new(header, capacity: 1024);
    private readonly int _headerLength = header.Length;
    private readonly TaskCompletionSource<Outcome> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The state with all of it applied, once it is closed.</summary>
    public TreeVersion? Version { get; private set; }

    /// <summary>Completes when it is committed, with what to tell whoever changed something; fails when that is not known.</summary>
    public Task<Outcome> Landed => _landed.Task;

    /// <summary>The slot's bytes.</summary>
    public ReadOnlyMemory<byte> Slot => _entries.Written;

    /// <summary>The entries in them.</summary>
    public ReadOnlySpan<byte> Entries => _entries.Written.Span[_headerLength..];

    public void Add(int tree, in Mutation m) => _entries.Write(tree, m);

    /// <summary>Nothing more is added to it.</summary>
    public void Close(TreeVersion version) => Version = version;

    public void Succeed() => _landed.TrySetResult(Outcome.Done);

    /// <summary>It is taken back.</summary>
    public void Discard(Exception why)
    {
        Version?.Dispose();
        Fail(why);
    }

    /// <summary>Nobody may count on it, though it may have been committed.</summary>
    public void Fail(Exception why)
    {
        _landed.TrySetException(why);

        // Nobody may be waiting for it.
        _ = _landed.Task.Exception;
    }
}
