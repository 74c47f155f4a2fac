using System.Net.Http.Headers;
using System.Text;
using Lockers.Api.Http;

namespace Lockers.Api.Clone;

/// <summary>The registry that is cloned.</summary>
/// <param name="Server">Where it is, without a slash at the end and without credentials.</param>
/// <param name="Credentials">What its URL says of who asks, or null. It is never shown.</param>
internal sealed record CloneSource(string Server, AuthenticationHeaderValue? Credentials)
{
    private const int MaxLength = 2048;

    /// <summary>Reads a URL such as <c>http://10.0.0.5:8080</c>; user and password may stand in it, percent-encoded.</summary>
    /// <exception cref="ProblemException">400 when it is none.</exception>
    public static CloneSource Parse(string? url)
    {
        if (url is null) throw ProblemException.BadRequest("Cannot clone. Invalid URI: it is empty; give it as ?url=http://host:port.");
        if (url.Length > MaxLength) throw ProblemException.BadRequest($"Cannot clone. The url has {url.Length} characters; the limit is {MaxLength}.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw ProblemException.BadRequest("Cannot clone. Invalid URI: give it as ?url=http://host:port.");
        var server = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        if (uri.UserInfo.Length == 0) return new(server, null);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)));
        return new(server, new("Basic", basic));
    }

    /// <summary>A request of it.</summary>
    public HttpRequestMessage Get(string uri)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server + uri));
        request.Headers.Authorization = Credentials;
        return request;
    }
}
