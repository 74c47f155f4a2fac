using Lockers.Api.Http;

namespace Lockers.Api.Security;

/// <summary>
/// Lets stores and reads of one key pass whose key is known and enough. All other requests, and every refusal, go through ASP.NET Core's
/// authentication and authorization, which answer the same of these: they cost as much as a store does.
/// </summary>
internal sealed class HotKeys(KeyRing keys)
{
    /// <summary>Whether a request passes.</summary>
    public bool Lets(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<HotRoute>() is null) return false;
        return metadata.GetMetadata<NeededRole>() is { } needed
            && Credentials.Find(context.Request, keys, out _) is { } known && Roles.Suffice(known.Held, needed.Role);
    }
}
