using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>
/// How a front end without a silo finds the nodes: those of the cluster that are listed in PostgreSQL, or the one node at
/// <see cref="ClusteringOptions.AdvertisedAddress"/> and <see cref="ClusteringOptions.GatewayPort"/>.
/// </summary>
public sealed class FrontEndOptions : ClusteringOptions
{
    /// <summary>Keys of nodes. A front end that has its settings in common with nodes finds them, and leaves them alone.</summary>
    internal static readonly string[] OfNodes = ["Storage", "DataPath", "Api", "AutoCreateSchema", "SiloPort"];
}

/// <summary>Says everything that is wrong with a front end's configuration, at once.</summary>
internal sealed class FrontEndOptionsValidator : IValidateOptions<FrontEndOptions>
{
    public ValidateOptionsResult Validate(string? name, FrontEndOptions options)
    {
        var errors = new List<string>();
        ClusteringChecks.Clustering(errors, options);
        if (options.IsClustered) ClusteringChecks.Connection(errors, options);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
