namespace Lockers.Grains.Registry;

/// <summary>
/// The loads that have begun and are not committed. One that is not heard of for a while is given up: the front end that stages it has gone away.
/// </summary>
internal sealed class OpenLoads(TimeProvider time)
{
    /// <summary>How long a load stays that is not heard of.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private readonly Dictionary<long, long> _heard = [];

    /// <summary>Notes that a load is being staged.</summary>
    public void Hear(long load) => _heard[load] = time.GetTimestamp();

    /// <summary>Whether a load may still be committed.</summary>
    public bool Has(long load) => _heard.TryGetValue(load, out var heard) && time.GetElapsedTime(heard) < Silence;

    /// <summary>Forgets a load.</summary>
    public void Forget(long load) => _heard.Remove(load);

    /// <summary>The loads that are given up.</summary>
    public List<long> Silent() => [.. _heard.Keys.Where(load => !Has(load))];
}
