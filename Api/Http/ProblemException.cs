using System.Collections.Immutable;

namespace Lockers.Api.Http;

/// <summary>A request that cannot be served, and why: it becomes an RFC 9457 answer.</summary>
/// <param name="status">The status.</param>
/// <param name="title">What kind of problem it is.</param>
/// <param name="detail">What was wrong.</param>
/// <param name="cause">The failure that it comes from, for the log.</param>
internal sealed class ProblemException(int status, string title, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>What else the problem says, beside what every problem does.</summary>
    public ImmutableArray<(string Name, object? Value)> Members { get; private set; } = [];

    /// <summary>Has the problem say more.</summary>
    public ProblemException With(params ImmutableArray<(string Name, object? Value)> members)
    {
        Members = members;
        return this;
    }

    public static ProblemException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static ProblemException TooLarge(string detail) =>
        new(StatusCodes.Status413PayloadTooLarge, "Body too large", detail);

    public static ProblemException Unavailable(string detail, Exception? cause = null) =>
        new(StatusCodes.Status503ServiceUnavailable, Problems.TryAgain, detail, cause);
}
