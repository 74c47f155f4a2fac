using System.Text.Encodings.Web;
using Lockers.Api.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>Recognises keys, and answers requests that have none, or one that may not do what they ask.</summary>
internal sealed class KeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing keys, UnknownKeyLog unknown)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    /// <summary>The one scheme, whatever the form in which keys come.</summary>
    public new const string Scheme = "key";

    private const string Unknown = "The key that was sent is not known.";

    // A browser asks its user for a name and a key, and sends them from then on; to a bare challenge it asks nobody.
    private const string BasicChallenge = "Basic realm=\"Lockers\", charset=\"UTF-8\"";
    private const string BareChallenge = "Bearer realm=\"Lockers\"";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var known = Credentials.Find(Request, keys, out var form);
        return Task.FromResult(
            known is not null ? AuthenticateResult.Success(new(known.Principal, Scheme))
            : form == CredentialForm.None ? AuthenticateResult.NoResult()
            : AuthenticateResult.Fail(Unknown));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Credentials.Find(Request, keys, out var form);
        if (form != CredentialForm.None) unknown.Note(Request.Method, new PathString(RequestTarget.Unrouted(Request.Path.Value ?? "")).ToUriComponent(), Context.Connection.RemoteIpAddress);
        Response.Headers.WWWAuthenticate = Asks(form) ? BasicChallenge : BareChallenge;
        var why = form == CredentialForm.None ? $"{Asked} needs {Needed}, and none was sent." : $"{Unknown} {Asked} needs {Needed}.";
        return Problems.Write(
            Context, StatusCodes.Status401Unauthorized, "A key is needed",
            $"{why} Send it as Authorization: Basic name:key, Authorization: Bearer key, or {Credentials.ApiKey}: key.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        // Who has sent none may have one.
        Context.User.Identity is not { IsAuthenticated: true } known
            ? HandleChallengeAsync(properties)
            : Problems.Write(
                Context, StatusCodes.Status403Forbidden, "The key may not do this", $"{Asked} needs {Needed}; the key '{known.Name}' has {Held()}.");

    private string Asked => $"{Request.Method} {RequestTarget.Unrouted(Request.Path.Value ?? "")}";

    private string Needed => Context.GetEndpoint()?.Metadata.GetMetadata<NeededRole>() is { } needed ? $"a key with the role {needed.Name}" : "what no key has";

    // A page that asks its user itself says that it is a script: the browser is to stay out of it.
    private bool Asks(CredentialForm form) =>
        form == CredentialForm.Basic || (form == CredentialForm.None && !Request.Headers.ContainsKey("X-Requested-With"));

    private string Held() => string.Join(", ", Roles.All.Select(Roles.Name).Where(Context.User.IsInRole));
}
