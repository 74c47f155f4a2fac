using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Lockers.Api.Configuration;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Puts together the trees of a dump, and gives them on in parts.</summary>
/// <param name="parts">Where the parts go.</param>
/// <param name="frames">Where in the dump the reading is.</param>
/// <param name="limits">What keys may be.</param>
internal sealed class TreeParts(Queue<DumpPart> parts, DumpFrames frames, LockersLimits limits)
{
    private const int PartBytes = 1024 * 1024;
    private const int PartEntries = 8192;

    private readonly DumpPath _path = new(limits);
    private readonly ImmutableArray<TreeEntry>.Builder _entries = ImmutableArray.CreateBuilder<TreeEntry>();
    private int _bytes;
    private int? _epoch;

    /// <summary>Goes down to a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="above">How long the path above it is.</param>
    /// <returns>Why it cannot be one, or null.</returns>
    public string? Enter(string key, out int above)
    {
        above = _path.Length;
        return _path.Enter(key);
    }

    /// <summary>Ends the node of a key.</summary>
    public void EndNode(DumpFrame node)
    {
        var text = node.Text.Whole(node.HasSubKeys);
        var path = _path.Current();
        _entries.Add(new(path, text, node.First, node.Last, text is null ? TextFormat.Plain : node.Text.Format, text is null ? 0 : node.Expires));
        _bytes += path.Utf8.Length + (text?.Length ?? 0);
        _path.Leave(node.PathLength);

        // A goto does not note what is stored below a key; here a key's last time is never before those below it.
        var around = frames.Top.Shape == DumpShape.FlatData ? frames.Top : frames.Above;
        if (around is { Shape: DumpShape.LockerData or DumpShape.FlatData } above)
        {
            above.HasSubKeys = true;
            above.Last = Math.Max(above.Last, node.Last);
        }

        if (_bytes >= PartBytes || _entries.Count >= PartEntries) Flush();
    }

    /// <summary>Gives on what there is of the tree that is being read.</summary>
    public void Flush() => Give(frames.NameOf(DumpShape.DataLocker, DumpShape.TreeOfKeys, DumpShape.FlatTree, DumpShape.FlatPeer)!);

    /// <summary>Reads the earlier epochs of an instance, or one of them.</summary>
    /// <exception cref="JsonException">It cannot be one.</exception>
    public void Epochs(ref Utf8JsonReader reader, DumpFrame frame)
    {
        if (frame.Shape == DumpShape.DataLocker)
        {
            if (frames.Above!.Shape != DumpShape.InstanceLockers) throw new JsonException("only an instance has earlier epochs");
            frames.BeginMap(ref reader, DumpShape.EarlierEpochs);
            return;
        }

        if (!int.TryParse(frame.Member, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var epoch)
            || epoch < -1 || epoch.ToString(CultureInfo.InvariantCulture) != frame.Member)
            throw new JsonException("it is not the number of an epoch");
        Give(frames.NameOf(DumpShape.DataLocker)!);
        _epoch = epoch;
        frames.BeginObject(ref reader, DumpShape.Keys);
    }

    /// <summary>Ends an earlier epoch.</summary>
    public void EndEpoch()
    {
        Give(frames.NameOf(DumpShape.DataLocker)!);
        _epoch = null;
    }

    /// <summary>Ends a tree.</summary>
    public void EndTree(DumpFrame tree)
    {
        Give(tree.Name);
        if (frames.NameOf(DumpShape.PeerLocker, DumpShape.FlatPeer) is { } peer && frames.Top.Shape == DumpShape.InstanceLockers)
            parts.Enqueue(new DumpInstance(frames.Locker!, peer, tree.Name, tree.Active));
    }

    private void Give(string tree)
    {
        if (_entries.Count == 0) return;
        var instance = frames.NameOf(DumpShape.InstanceLockers) is null ? "" : tree;
        parts.Enqueue(new DumpNodes(
            frames.Locker!, frames.NameOf(DumpShape.PeerLocker, DumpShape.FlatPeer), instance, _entries.DrainToImmutable(), _epoch));
        _bytes = 0;
    }
}
