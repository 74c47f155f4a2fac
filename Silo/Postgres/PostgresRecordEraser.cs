using Lockers.Grains.Journal;
using Lockers.Silo.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Lockers.Silo.Postgres;

/// <summary>
/// Deletes many records by one statement, over the connections that Orleans' storage has. Deleting them one by one costs as
/// much as writing them did, and a journal deletes all that it writes.
/// </summary>
internal sealed class PostgresRecordEraser(IOptions<NodeOptions> node, IOptions<ClusterOptions> cluster) : IRecordEraser
{
    internal const string Statement =
        "DELETE FROM lockers_storage WHERE grainidextensionstring = $1 AND graintypestring = ANY($2) AND serviceid = $3";

    private readonly string _connectionString = PostgresConnection.ForNode(node.Value.ConnectionString!);

    /// <inheritdoc/>
    public async Task Erase(GrainId grain, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Statement, connection)
        {
            Parameters =
            {
                new() { Value = grain.Key.ToString()! },
                new() { Value = names.ToArray() },
                new() { Value = cluster.Value.ServiceId },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
