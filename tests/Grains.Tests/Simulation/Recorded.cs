using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>What a client asked for, and what it knows of it.</summary>
/// <param name="What">What was asked for, for people.</param>
/// <param name="Start">When.</param>
internal sealed record Recorded(string What, long Start)
{
    /// <summary>When the client knew, or never.</summary>
    public long End { get; set; } = long.MaxValue;

    /// <summary>Whether the client still waits for it.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether it was acknowledged.</summary>
    public bool IsDone { get; set; }

    /// <summary>Whether it is surely not made.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The label that it was about, once known; null for all.</summary>
    public string? Label { get; set; }

    /// <summary>Whether it may have taken effect after that began.</summary>
    public bool MayFollow(Recorded other) => !IsRefused && End > other.Start;

    /// <summary>Whether it took effect after that had ended.</summary>
    public bool Follows(Recorded other) => IsDone && Start > other.End;

    public void Fail(Exception error, long now)
    {
        if (error is not StorageUnavailableException { NotMade: true }) return;
        (IsRefused, End) = (true, now);
    }

    public override string ToString() => $"{What} [{Start}, {(End == long.MaxValue ? "?" : End)}] {(IsDone ? "done" : IsRefused ? "refused" : "unknown")} {Label}";
}
