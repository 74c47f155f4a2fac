using Lockers.Api.Hosting;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>Says everything that is wrong with a node's configuration, at once.</summary>
internal sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        var errors = new List<string>();
        ClusteringChecks.Clustering(errors, options);
        ClusteringChecks.OneOf(errors, nameof(options.Storage), options.Storage, "Memory", ClusteringOptions.PostgreSql);
        if (options.IsDurable || options.IsClustered) ClusteringChecks.Connection(errors, options);
        ClusteringChecks.Port(errors, nameof(options.SiloPort), options.SiloPort);
        if (options.SiloPort == options.GatewayPort)
            errors.Add($"Lockers:SiloPort and Lockers:GatewayPort are both {options.SiloPort}; they must differ.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
