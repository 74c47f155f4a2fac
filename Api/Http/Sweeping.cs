namespace Lockers.Api.Http;

/// <summary>Marks an endpoint that works on everything, not on something with a name: only its exact target reaches it.</summary>
/// <param name="Does">What it does, for messages, such as <c>drop all lockers</c>.</param>
internal sealed record Sweeping(string Does);
