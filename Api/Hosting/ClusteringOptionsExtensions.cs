using Lockers.Api.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Lockers.Api.Hosting;

/// <summary>Binds and checks the options of nodes and front ends in one way.</summary>
internal static class ClusteringOptionsExtensions
{
    /// <summary>Adds options that are read from the section <c>Lockers</c> and checked before the program starts.</summary>
    public static IServiceCollection AddClusteringOptions<TOptions, TValidator>(this IServiceCollection services)
        where TOptions : ClusteringOptions
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(ConfigurationKeys.Section)
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("Lockers"))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());

        // What a node is told by PostgreSQL reaches those who asked it: of what Orleans is not told to, it sends that there is no codec.
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add(nameof(Npgsql)));
        return services;
    }

    // What services a program has must be known before its options can be read: they are checked when it has them.

    /// <summary>Whether a choice, <c>Clustering</c> for one, is PostgreSQL.</summary>
    public static bool SaysPostgres(this IConfiguration configuration, string key) =>
        ClusteringOptions.Is(configuration[$"{ConfigurationKeys.Section}:{key}"] ?? "", ClusteringOptions.PostgreSql);

    /// <summary>A choice, <c>Storage</c> for one; its default where it says nothing that is known.</summary>
    public static TChoice Choice<TChoice>(this IConfiguration configuration, string key)
        where TChoice : struct, Enum =>
        Enum.TryParse<TChoice>(configuration[$"{ConfigurationKeys.Section}:{key}"], ignoreCase: true, out var choice) ? choice : default;
}
