namespace Lockers.Api.Security;

/// <summary>
/// Marks an endpoint that does something by GET too, as gotos have it: it calls pods, or notes what they answered. No web page of another site may
/// have a browser do that: see <see cref="SiteGate"/>.
/// </summary>
internal sealed record Acts;
