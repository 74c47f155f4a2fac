using Lockers.Grains.Journal.Storage;
using Lockers.Postgres.Server;
using Lockers.Silo.Postgres;
using Lockers.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Storage;
using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>A silo that finds others and stores records in PostgreSQL, with our schema and the provider as it comes.</summary>
public sealed class SiloFixture(ServerFixture server) : IAsyncLifetime
{
    private const string Deleting = "deleting";
    private const string Keeping = "keeping";
    private const string Raw = "raw";

    private IHost? _silo;

    /// <summary>The connection string of this silo's database.</summary>
    public string Database { get; private set; } = "";

    public PrivatePostgres Postgres => server.Postgres;

    /// <summary>The storage that deletes what is cleared, as the nodes have it.</summary>
    internal IGrainStorage Storage => Named(Deleting);

    /// <summary>The storage that keeps an empty row of what is cleared, Orleans' default.</summary>
    internal IGrainStorage KeepingStorage => Named(Keeping);

    /// <summary>Journals in Orleans' storage, as one node has them.</summary>
    internal GrainStorageJournals Journals { get; private set; } = null!;

    /// <summary>The same of another node.</summary>
    internal GrainStorageJournals OtherJournals { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!server.IsThere) return;

        // Statements that are used often are prepared by Npgsql, as in the nodes.
        Database = $"{await server.Postgres.NewDatabase()};Max Auto Prepare=20";
        await new Schema(NullLogger<Schema>.Instance).Apply(Database, create: true, CancellationToken.None);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(Configure);
        _silo = builder.Build();
        await _silo.StartAsync();
        (Journals, OtherJournals) = (new(Named(Raw)), new(Named(Raw)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is null) return;
        await _silo.StopAsync();
        _silo.Dispose();
    }

    private void Configure(ISiloBuilder silo)
    {
        var ports = FreePort.Several(2);
        silo.ConfigureEndpoints("127.0.0.1", ports[0], ports[1]);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("storage", "lockers"));
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = ("Npgsql", Database));
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, RecordBytesSerializer>(Deleting);
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, RecordBytesSerializer>(Keeping);
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, RawRecordSerializer>(Raw);
        foreach (var name in (string[])[Deleting, Keeping, Raw])
        {
            silo.AddAdoNetGrainStorage(name, storage =>
                (storage.Invariant, storage.ConnectionString, storage.DeleteStateOnClear) = ("Npgsql", Database, name != Keeping));
        }
    }

    private IGrainStorage Named(string name) => Services.GetRequiredKeyedService<IGrainStorage>(name);

    private IServiceProvider Services
    {
        get
        {
            NeedsPostgresAttribute.Check();
            return _silo?.Services ?? throw new InvalidOperationException("The silo is not started.");
        }
    }
}
