using Lockers.Api.Configuration;
using Lockers.Api.Pods;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Says everything that is wrong with the limits, at once.</summary>
internal sealed class LockersLimitsValidator : IValidateOptions<LockersLimits>
{
    public ValidateOptionsResult Validate(string? name, LockersLimits options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.MaxValueBytes), options.MaxValueBytes, 1, 64 * 1024 * 1024);
        Check(errors, nameof(options.MaxPathDepth), options.MaxPathDepth, 1, 1024);
        Check(errors, nameof(options.MaxKeyBytes), options.MaxKeyBytes, 1, 16 * 1024);
        Check(errors, nameof(options.MaxLoadBytes), options.MaxLoadBytes, 1, 1L << 40);
        Check(errors, nameof(options.MaxBodyBytesInFlight), options.BodyBytesInFlight, Math.Max(1, options.MaxValueBytes), long.MaxValue);
        Check(errors, nameof(options.MaxConnections), options.MaxConnections, 1, 1_000_000);
        Check(errors, nameof(options.MaxWatchers), options.MaxWatchers, 1, 1_000_000);
        Check(errors, nameof(options.MaxEventsPerPeer), options.MaxEventsPerPeer, 1, 10_000_000);
        Check(errors, nameof(options.MaxEventBytes), options.MaxEventBytes, 1, 512 * 1024);
        if (PodNetworks.WhyNot(options.PeerNetworks) is { } wrong)
            errors.Add($"Lockers:{nameof(options.PeerNetworks)} has '{wrong}'; it must be networks such as 10.0.0.0/8, with ',' between them.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, string key, long value, long least, long most)
    {
        if (value < least || value > most) errors.Add($"Lockers:{key} is {value}; it must be from {least} to {most}.");
    }
}
