using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Edge;

/// <summary>What is answered about a locker.</summary>
internal static class LockerAnswers
{
    /// <summary>Answers that there is no such locker.</summary>
    public static Task NoLocker(HttpContext context, LockerName name) => Problems.NotFound(context, $"There is no locker {name}.");

    /// <summary>Answers with a read, or that there is no such locker.</summary>
    public static Task Send(HttpContext context, LockerName name, OpenRead? read) =>
        read is null ? NoLocker(context, name) : PagedAnswer.Send(context, read.Reads, read.First, "");

    /// <summary>How answers begin that say what was done to a locker: in the words of a goto; those of 2026 begin with the context.</summary>
    public static string Said(string label) => LockerName.Of(label) is { IsOfContext: true } name
        ? $"[Context: {name.Context}] Locker {name.Label}"
        : $"Locker {label}";
}
