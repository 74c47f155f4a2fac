using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>One line of a recording: a request, and the answer that a real goto registry gave.</summary>
/// <param name="Method">Empty on a line that holds <paramref name="Http2"/>.</param>
/// <param name="Uri">Path and query, as sent.</param>
/// <param name="Body">Empty where the request had none.</param>
/// <param name="RequestType">The request's content type, where the recording says; tours do not.</param>
/// <param name="Status">The answer's status; 0 where goto panicked and gave none.</param>
/// <param name="ResponseType">The answer's content type.</param>
/// <param name="Response">The answer's text.</param>
/// <param name="Http2">All the bytes that one cleartext HTTP/2 connection sent, instead of a request.</param>
internal sealed record Recording(
    string Method, string Uri, string Body, string? RequestType, int Status, string? ResponseType, string Response, byte[]? Http2)
{
    private const string Base64 = "base64:";

    /// <summary>What the recorder remarked; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Which registry was asked, where it was not the first one.</summary>
    public string At { get; init; } = "";

    /// <summary>The generation of the pod that was asked, in the recording of pods.</summary>
    public string Generation { get; init; } = "";

    /// <summary>What the registry asked of pods, or of another registry, for this request.</summary>
    public IReadOnlyList<RecordedCall> Calls { get; init; } = [];

    /// <summary>The request's headers that count.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body's bytes; null where there was none.</summary>
    public byte[]? BodyBytes => Body switch
    {
        "" => null,
        _ when Body.StartsWith(Base64, StringComparison.Ordinal) => Convert.FromBase64String(Body[Base64.Length..]),
        _ => Encoding.UTF8.GetBytes(Body),
    };
}

/// <summary>A call that a real goto registry made, and what was answered.</summary>
/// <param name="Pod">Whom it called: <c>ip:port</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Uri">Path and query, as sent.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Response">The answer's text.</param>
/// <param name="ResponseType">The answer's content type.</param>
internal sealed record RecordedCall(string Pod, string Method, string Uri, string Body, int Status, string Response, string ResponseType);
