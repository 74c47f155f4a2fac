using System.Text.Json.Nodes;
using Lockers.Gotos.Running;

namespace Lockers.Gotos.Pod;

/// <summary>What a pod was given: targets, jobs, tracking, probes, scripts and files. It is gone with the process.</summary>
internal sealed class PodState
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, TargetSpec> _targets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JobSpec> _jobs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);

    /// <summary>The status that it is told to give to whatever it lacks; null for 200.</summary>
    public int? ForcedStatus { get; set; }

    public IReadOnlyList<TargetSpec> Targets
    {
        get
        {
            lock (_lock) return [.. _targets.Values];
        }
    }

    public IReadOnlyList<JobSpec> Jobs
    {
        get
        {
            lock (_lock) return [.. _jobs.Values];
        }
    }

    public void Add(TargetSpec target)
    {
        lock (_lock) _targets[target.Name!] = target;
    }

    public void Add(JobSpec job)
    {
        lock (_lock) _jobs[job.Id] = job;
    }

    public void RemoveTargets(Func<string, bool> which)
    {
        lock (_lock) Remove(_targets, which);
    }

    public void RemoveJobs(Func<string, bool> which)
    {
        lock (_lock) Remove(_jobs, which);
    }

    /// <summary>Whatever else was set: tracking, probes, scripts, files.</summary>
    public string Setting(string name)
    {
        lock (_lock) return _settings.GetValueOrDefault(name, "");
    }

    public void Set(string name, string value)
    {
        lock (_lock) _settings[name] = value;
    }

    public JsonObject TargetsJson() => new(Targets.Select(target => KeyValuePair.Create(target.Name!, (JsonNode?)target.Source.DeepClone())));

    public JsonObject JobsJson() => new(Jobs.Select(job => KeyValuePair.Create(job.Id, (JsonNode?)job.Source.DeepClone())));

    private static void Remove<T>(SortedDictionary<string, T> map, Func<string, bool> which)
    {
        foreach (var name in map.Keys.Where(which).ToList()) map.Remove(name);
    }
}
