namespace Lockers.Api.Http.Coding;

/// <summary>Marks an endpoint that passes the request's body on as it came: it is not inflated here.</summary>
internal sealed record PassesBodyOn;
