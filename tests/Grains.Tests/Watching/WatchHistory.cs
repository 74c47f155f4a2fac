using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Tree;
using Lockers.Grains.Watching;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Watching;

/// <summary>
/// A locker's tree over its whole history, with those who follow it: changes, closes, loads, kills, moves, compactions, storages that fail, and
/// followers that are slow and lose their connection. A seed decides about all of it. In the end each copy must be what is committed.
/// </summary>
internal sealed class WatchHistory(int seed)
{
    private const int MaxPulls = 300;
    private const int MaxTtl = 100;

    private readonly Random _random = new(seed);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryJournals _journals = new();
    private readonly List<Follower> _followers = [];
    private readonly List<Task> _tasks = [];
    private readonly bool _isDurable = seed % 2 == 0;
    private readonly bool _isGentle = seed % 5 == 0;
    private JournaledState _state = null!;
    private GenerationTree _tree = null!;
    private TreeChanges _changes = null!;
    private Action _advance = () => { };
    private long _generation = 1;
    private long _loads;
    private int _texts;
    private int _epochs;
    private bool _isHeld;

    /// <summary>Whether nothing happens after which a follower may be told to read again.</summary>
    public bool IsGentle => _isGentle;

    public int Resets => _followers.Sum(follower => follower.Resets);

    public int Taken => _followers.Sum(follower => follower.Taken);

    public async Task Run(int steps)
    {
        await Activate();
        var stub = Stub.Of<IWatchedTree>((_, arguments) => new ValueTask<ChangePage>(_changes.Read((ChangesQuery)arguments[0]!).AsTask()));
        for (var i = 0; i < 3; i++) _followers.Add(new(stub, Read, _time));
        for (var step = 0; step < steps; step++)
        {
            await Step();
            _tasks.RemoveAll(task => task.IsCompleted);
        }

        await Calm();
        foreach (var follower in _followers) await Drain(follower);
    }

    private async Task Step()
    {
        if (_random.Next(3) == 0) _time.Advance(TimeSpan.FromTicks(_random.Next(30)));
        switch (_random.Next(100))
        {
            case < 40:
                await Try(Change);
                break;
            case < 44:
                await Try(Renew);
                break;
            case < 46:
                await Try(Clear);
                break;
            case < 50 when _isDurable:
                await Kill();
                break;
            case < 50 when !_isGentle:
                await Move();
                break;
            case < 56 when _isDurable:
                Hold();
                break;
            case < 57 when _isDurable && !_isGentle:
                await Trouble();
                break;
            default:
                await Follow(_followers[_random.Next(_followers.Count)]);
                break;
        }

        await Task.Yield();
    }

    private async Task Change()
    {
        if (_tree.Generation == 0 && !await _tree.Join(0, () => new(_generation))) return;
        var path = new KeyPath(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => "abc"[_random.Next(3)].ToString()))));
        var text = (++_texts).ToString(CultureInfo.InvariantCulture);
        if (_random.Next(3) > 0)
        {
            StoreTerms? terms = _random.Next(5) == 0 ? new(null, TimeSpan.FromTicks(_random.Next(1, MaxTtl))) : null;
            Keep(_tree.Store(path, Encoding.UTF8.GetBytes(text), TextFormat.Plain, terms).AsTask());
        }
        else if (_random.Next(3) == 0) Keep(_tree.Import([Calls.Entry(path.ToString(), $"imported{text}"), Calls.Entry("c", $"imported{text}")]).AsTask());
        else if (_random.Next(3) == 0) Expire();
        else Keep(_tree.Remove(path, recursive: _random.Next(2) == 0, 0).AsTask());
    }

    private void Expire()
    {
        _tree.ExpireSome(most: 3);
        Keep(_tree.Committed().AsTask());
    }

    private Task Renew()
    {
        var ended = Math.Max(_tree.Generation, _tree.CommittedGeneration);
        _generation = Math.Max(_generation, ended) + 1;
        var next = _random.Next(3) == 0 ? 0 : _generation;
        var load = 0L;
        if (next != 0 && !_isGentle && _random.Next(2) == 0)
        {
            load = ++_loads;
            _tree.Stage(load, [Calls.Entry("a", $"loaded{load}"), Calls.Entry("b,c", $"loaded{load}")]);
        }

        _advance = () => _tree.Advance(ended, next, load);
        _advance();
        Keep(_tree.Committed().AsTask());
        return Task.CompletedTask;
    }

    private Task Clear()
    {
        switch (_random.Next(3))
        {
            case 0 when _tree.Epochs is not null && _tree.Generation != 0:
                _tree.PutAway((++_epochs).ToString(CultureInfo.InvariantCulture));
                Keep(_tree.Committed().AsTask());
                break;
            case 1:
                // What joins next may join the same generation.
                Keep(_tree.Drop(_tree.Generation).AsTask());
                break;
            default:
                Keep(_tree.Clear(_tree.Generation).AsTask());
                break;
        }

        return Task.CompletedTask;
    }

    private void Hold()
    {
        if (_isHeld) _journals.Release();
        else _journals.Hold();
        _isHeld = !_isHeld;
    }

    // The storage makes a change, and nobody is told.
    private async Task Trouble()
    {
        if (_isHeld) Hold();
        _journals.LosesAnswers = true;
        await Try(Change);
        for (var step = 0; step < 40; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
            if (step % 10 == 0) await Follow(_followers[_random.Next(_followers.Count)]);
        }

        await Try(Change);
        _journals.LosesAnswers = false;
    }

    private async Task Kill()
    {
        if (_isHeld) Hold();
        await Activate();

        // What the registry has decided is carried out again.
        _advance();
        Keep(_tree.Committed().AsTask());
    }

    private async Task Move()
    {
        var (from, crc) = (_state, 0u);
        New();
        using var version = from.Mark();
        _state.GoOnBehind(version.Revision);
        foreach (var chunk in TreeChunks.Of(version)) _state.Replay(LogRecord.Open(chunk, ref crc, new("t", 0)).Span);
        _state.Feed!.Forget(from.Feed!.LastRemoval);
        _state.Moved?.Invoke();
        await Task.Yield();
    }

    private async Task Activate()
    {
        New();
        if (!_isDurable) return;
        await _journals.Recover(_state, _time, limits: _isGentle ? null : new JournalLimits(MinTailBytes: 500, MaxTailRecords: 8, ChunkBytes: 150));
    }

    // What is kept of changes is small, so that it overflows.
    private void New()
    {
        var feed = _isGentle ? new ChangeFeed() : new ChangeFeed(maxRemovals: 8, maxStores: 8);
        _state = new JournaledState(seed % 3 == 0 ? GenerationTree.TreesWithEpochs : GenerationTree.Trees) { Feed = feed };
        _tree = new GenerationTree(_state, _time);
        _changes = new TreeChanges(_state, feed, _tree, _time, CancellationToken.None) { MaxChanges = _random.Next(1, 6), MaxWalked = _random.Next(2, 8) };
    }

    private async Task Follow(Follower follower)
    {
        if (_random.Next(8) == 0) follower.Cut();
        try
        {
            await follower.Pull(_random.Next(4) == 0 ? _random.Next(3) : int.MaxValue);
        }
        catch (StorageUnavailableException)
        {
            follower.Cut();
        }
    }

    private static async Task Try(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (StorageUnavailableException)
        {
            // It is not made, or nobody knows.
        }
    }

    private void Keep(Task task)
    {
        task.Ignore();
        _tasks.Add(task);
    }

    // Everything is committed or taken back, and a last change ends every doubt.
    private async Task Calm()
    {
        if (_isHeld) Hold();

        // What expires is overdue by now: time passes below, and nothing here looks for it afterwards as a grain does.
        _time.Advance(TimeSpan.FromTicks(MaxTtl));
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                if (_tree.Generation == 0 && !await _tree.Join(0, () => new(++_generation))) continue;
                while (_tree.ExpireSome(most: 10))
                {
                    // What is overdue is absent, and must go.
                }

                await _time.PassUntilEnded(_tree.Store(KeyPath.Of("last"), "last"u8.ToArray(), TextFormat.Plain).AsTask());
                return;
            }
            catch (StorageUnavailableException)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        }

        Assert.Fail("The storage does not come back.");
    }

    private async Task Drain(Follower follower)
    {
        for (var (pulls, idle) = (0, 0); idle < 2; pulls++)
        {
            Assert.True(pulls < MaxPulls, "The stream does not end.");
            idle = await follower.Pull() ? 0 : idle + 1;
        }

        Assert.Equal(Text(Read()), Text(follower.Copy));
    }

    private static string Text(Dictionary<string, string> texts) =>
        string.Join(' ', texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => $"{text.Key}={text.Value}"));

    private Dictionary<string, string> Read()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var snapshot = _tree.Snapshot();
        var (walker, path) = (snapshot.Root.Walk(), new WalkedPath());
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave)
            {
                path.Leave();
                continue;
            }

            path.Enter(walker.Node);
            if (walker.Node.Text is { } text) texts[Encoding.UTF8.GetString(path.ToArray())] = Encoding.UTF8.GetString(text);
        }

        return texts;
    }
}
