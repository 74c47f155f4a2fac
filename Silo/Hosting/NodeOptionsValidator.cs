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
        if (options.IsInPostgres || options.IsClustered) ClusteringChecks.Connection(errors, options);
        if (options.Storage == StorageKind.Sqlite) Sqlite(errors, options);
        ClusteringChecks.Port(errors, nameof(options.SiloPort), options.SiloPort);
        if (options.SiloPort == options.GatewayPort)
            errors.Add($"Lockers:SiloPort and Lockers:GatewayPort are both {options.SiloPort}; they must differ.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Sqlite(List<string> errors, NodeOptions options)
    {
        if (options.IsClustered)
        {
            errors.Add(
                "Lockers:Storage is Sqlite and Lockers:Clustering is PostgreSql; a file is one node's, and no other node could take over what is in it: "
                + "with several nodes, Lockers:Storage must be PostgreSql or Memory.");
        }

        if (string.IsNullOrWhiteSpace(options.DataPath))
            errors.Add("Lockers:DataPath is empty; Sqlite needs it. It has no default where the node's user has no home.");
    }
}
