using System.Text.Json;
using System.Text.Json.Serialization;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What a pod sends of itself: names in any case, unknown members ignored.</summary>
internal sealed record RegistrationBody(
    string? Name, string? Address, string? Pod, string? Namespace, string? Node, string? Cluster)
{
    /// <summary>The most bytes of a registration: its texts are kept a thousand times, once for each epoch of the address.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads and checks a body.</summary>
    /// <exception cref="ProblemException">400 when it is not JSON, or lacks a name or an address.</exception>
    public static PeerRegistration Parse(byte[] body)
    {
        RegistrationBody? peer;
        try
        {
            peer = JsonSerializer.Deserialize(body, PeerBodies.Default.RegistrationBody);
        }
        catch (JsonException error)
        {
            throw ProblemException.BadRequest($"Failed to parse json with error: {error.Message}");
        }

        var why = peer is null ? "The body must be a JSON object with a name and an address"
            : Names.WhyNotName("name", peer.Name ?? "") ?? Names.WhyNotName("address", peer.Address ?? "");
        if (why is not null) throw ProblemException.BadRequest(why + ".");
        return new(
            peer!.Name!, peer.Address!, peer.Pod ?? "", peer.Namespace ?? "", peer.Node ?? "", peer.Cluster ?? "");
    }
}

/// <summary>How bodies about peers are read.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RegistrationBody))]
internal sealed partial class PeerBodies : JsonSerializerContext;
