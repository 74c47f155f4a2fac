using Lockers.Grains.Hosting;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Metrics;
using Lockers.Silo.Sqlite;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>What a node has in an SQLite file: its journals.</summary>
internal static class SqliteExtensions
{
    /// <summary>Keeps journals there.</summary>
    public static ISiloBuilder AddSqliteJournals(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton(Open);
        silo.Services.AddKeyedSingleton<IJournalStorage>(
            LockersSiloBuilderExtensions.JournalStorage, (services, _) => services.GetRequiredService<SqliteJournals>());
        return silo;
    }

    /// <summary>Opens the file of journals, where there is to be one; says on standard error why it cannot be used.</summary>
    /// <returns>Whether the node can go on.</returns>
    public static bool HasDataFile(this WebApplication app)
    {
        try
        {
            app.Services.GetService<SqliteJournals>();
            return true;
        }
        catch (SqliteFileException wrong)
        {
            Console.Error.WriteLine($"Storage: {wrong.Message}");
            return false;
        }
    }

    private static SqliteJournals Open(IServiceProvider services)
    {
        var node = services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var journals = new SqliteJournals(
            node.DataPath, node.ServiceId, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteJournals>>());
        services.GetRequiredService<SiloInstruments>().ObserveFile(journals.Path);
        return journals;
    }
}
