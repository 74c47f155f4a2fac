using System.Text;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// Counts what a dump gives each peer to run, so that no peer is loaded with more than it could be given one by one: its targets, and its jobs, scripts
/// and files together.
/// </summary>
internal sealed class SettingTallies
{
    private readonly Dictionary<(string Peer, bool IsTarget), (int Count, long Bytes)> _tallies = [];

    /// <summary>Counts one.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Its name among those of its kind.</param>
    /// <param name="bytes">How large it is.</param>
    /// <returns>Why it cannot be one, or null.</returns>
    public string? Take(string peer, SettingKind kind, string name, int bytes)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) return "a name cannot hold U+0000";
        var size = Encoding.UTF8.GetByteCount(name);
        if (size > PeerSetting.MaxNameBytes) return $"the name has {size} bytes; the limit is {PeerSetting.MaxNameBytes}";
        if (bytes > PeerSetting.MaxBytes) return $"it has {bytes} bytes; the limit is {PeerSetting.MaxBytes}";

        // Without the names, which come to 1 MiB at most: whatever a peer was given one by one loads again.
        var of = (peer, kind == SettingKind.Target);
        var tally = _tallies.GetValueOrDefault(of);
        tally = (tally.Count + 1, tally.Bytes + bytes);
        if (tally.Count > PeerSetting.MaxCount) return $"{Said(kind)} of peer '{peer}' are more than {PeerSetting.MaxCount}, which is the limit";
        if (tally.Bytes > PeerSetting.MaxTotalBytes)
            return $"{Said(kind)} of peer '{peer}' have more than {PeerSetting.MaxTotalBytes} bytes, which is the limit";
        _tallies[of] = tally;
        return null;
    }

    private static string Said(SettingKind kind) => kind == SettingKind.Target ? "the targets" : "the jobs, scripts and files";
}
