namespace Lockers.Api.Http;

/// <summary>Who asked, as the log names them where something is removed or replaced: the address, and the name of the key that was sent.</summary>
internal static class Asker
{
    /// <summary>Such as <c>10.1.2.3 with key 'ci'</c>; the address alone where no key was needed.</summary>
    public static string Of(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } key }
        ? $"{context.Connection.RemoteIpAddress} with key '{key}'"
        : $"{context.Connection.RemoteIpAddress}";
}
