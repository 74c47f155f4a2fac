using System.Text;
using Lockers.Api.Watching;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Watching;

/// <summary>A client that keeps a copy of a locker by its stream: cut off now and then, it resumes behind the last event that it has taken.</summary>
internal sealed class Follower(IWatchedTree tree, Func<Dictionary<string, string>> read, TimeProvider time)
{
    private TreeReader? _reader;
    private Place _known;
    private bool _mustRead;

    /// <summary>The copy.</summary>
    public Dictionary<string, string> Copy { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>How often it was told to read again.</summary>
    public int Resets { get; private set; }

    /// <summary>How many events it has taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Asks for a page, and takes some of it.</summary>
    /// <param name="most">The most events to take; the connection is cut behind them.</param>
    /// <returns>Whether anything was new.</returns>
    public async Task<bool> Pull(int most = int.MaxValue)
    {
        if (_mustRead)
        {
            _mustRead = false;
            Copy = read();
        }

        _reader ??= new TreeReader(tree, "l", null, time).From(_known);
        var before = _reader.Position;
        var changes = await _reader.Next(texts: true, wait: false, CancellationToken.None);
        foreach (var change in changes.Take(most))
        {
            if (change.Id.Generation != 0 && change.Id.Generation == _known.Generation) Assert.True(change.Id.Revision > _known.Revision, $"{change.Id} comes behind {_known}");
            Take(change);
            _known = change.Id;
        }

        if (changes.Count > most) Cut();
        return changes.Count > 0 || before != _reader?.Position;
    }

    /// <summary>Loses the connection.</summary>
    public void Cut() => _reader = null;

    private void Take(WatchedChange change)
    {
        Taken++;
        var path = change.Change.Path.Utf8 is { } utf8 ? Encoding.UTF8.GetString(utf8) : "";
        switch (change.Kind)
        {
            case WatchedKind.Stored:
                Copy[path] = Encoding.UTF8.GetString(change.Change.Text!);
                break;
            case WatchedKind.Removed or WatchedKind.Expired:
                foreach (var key in Copy.Keys.Where(key => key == path || key.StartsWith(path + ",", StringComparison.Ordinal)).ToList()) Copy.Remove(key);
                break;
            case WatchedKind.TextRemoved or WatchedKind.TextExpired:
                Copy.Remove(path);
                break;
            case WatchedKind.Cleared or WatchedKind.Closed:
                Copy.Clear();
                break;
            default:
                Resets++;
                _mustRead = true;
                break;
        }
    }
}
