using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lines;

/// <summary>Lines that are stored together: one call, and one record of a journal, for each tree that they are for.</summary>
internal sealed class ImportWindow
{
    /// <summary>The most lines.</summary>
    public const int MaxLines = 4096;

    /// <summary>The most bytes that its paths and texts have, unless it is one line.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly Dictionary<(string? Peer, string Instance), ImmutableArray<TreeEntry>.Builder> _trees = [];
    private (string? Peer, string Instance) _last;
    private ImmutableArray<TreeEntry>.Builder? _lastEntries;

    /// <summary>How many lines it has.</summary>
    public int Lines { get; private set; }

    /// <summary>How many bytes their paths and texts have.</summary>
    public long Bytes { get; private set; }

    /// <summary>The trees and what is for each, in the order of the lines.</summary>
    public IReadOnlyCollection<KeyValuePair<(string? Peer, string Instance), ImmutableArray<TreeEntry>.Builder>> Trees => _trees;

    /// <summary>Adds a line, if there is room.</summary>
    public bool TryAdd(ImportLine line)
    {
        var entry = line.Entry;
        var bytes = entry.Path.Utf8.Length + entry.Text!.Length;
        if (Lines > 0 && (Lines >= MaxLines || Bytes + bytes > MaxBytes)) return false;
        EntriesOf((line.Peer, line.Instance)).Add(entry);
        Lines++;
        Bytes += bytes;
        return true;
    }

    private ImmutableArray<TreeEntry>.Builder EntriesOf((string? Peer, string Instance) tree)
    {
        if (_lastEntries is not null && _last == tree) return _lastEntries;
        if (!_trees.TryGetValue(tree, out var entries)) _trees[tree] = entries = ImmutableArray.CreateBuilder<TreeEntry>();
        (_last, _lastEntries) = (tree, entries);
        return entries;
    }
}
