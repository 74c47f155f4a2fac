using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>Changes that are committed together, in one log record.</summary>
internal sealed class Batch
{
    private readonly EntryWriter _entries = new(LogRecord.HeaderBytes, capacity: 1024);
    private readonly TaskCompletionSource<Outcome> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _sealed;

    /// <summary>The state with all of it applied, once it is closed.</summary>
    public TreeVersion? Version { get; private set; }

    /// <summary>Completes when it is committed, with what to tell the callers of its changes; fails when that is not known.</summary>
    public Task<Outcome> Committed => _committed.Task;

    /// <summary>The log record's bytes; whole once it is sealed.</summary>
    public ReadOnlyMemory<byte> Record => _entries.Written;

    /// <summary>How many changes it has.</summary>
    public int Changes { get; private set; }

    /// <summary>How many bytes that are.</summary>
    public int Length => _entries.Length;

    /// <summary>The entries in them.</summary>
    public ReadOnlySpan<byte> Entries => _entries.Written.Span[LogRecord.HeaderBytes..];

    /// <summary>The record's CRC, once it is sealed.</summary>
    public uint Crc { get; private set; }

    public void Add(int tree, in Mutation m)
    {
        _entries.Write(tree, m);
        Changes++;
    }

    /// <summary>Nothing more is added to it.</summary>
    public void Close(TreeVersion version) => Version = version;

    /// <summary>Makes it the record behind another one, once: the bytes stay the same however often it is appended.</summary>
    /// <param name="before">The CRC of that one.</param>
    public void Seal(uint before)
    {
        if (_sealed) return;
        _sealed = true;
        Crc = _entries.Seal(before);
    }

    public void Succeed() => _committed.TrySetResult(Outcome.Done);

    /// <summary>It is taken back.</summary>
    public void Discard(Exception why)
    {
        Version?.Dispose();
        Fail(why);
    }

    /// <summary>Nobody may count on it, though it may have been committed.</summary>
    public void Fail(Exception why)
    {
        _committed.TrySetException(why);

        // Nobody may be waiting for it.
        _ = _committed.Task.Exception;
    }
}
