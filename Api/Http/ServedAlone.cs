namespace Lockers.Api.Http;

/// <summary>Marks an endpoint that a front end serves before a node has answered.</summary>
internal sealed record ServedAlone;
