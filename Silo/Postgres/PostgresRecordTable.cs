using Lockers.Api.Hosting;
using Lockers.Grains.Journal;
using Lockers.Silo.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Lockers.Silo.Postgres;

/// <summary>
/// Adds and deletes the records of Orleans' storage with statements of our own, over the same connections. Orleans' statement for
/// a write is for every case, for one record, and has its parameters looked for by name each time: a store costs a node an eighth
/// more with it. Deleting records one by one costs as much as writing them did, and a journal deletes all that it writes.
/// </summary>
internal sealed class PostgresRecordTable : IRecordTable
{
    /// <summary>Deletes records by their names, which come first in the key.</summary>
    internal const string DeleteStatement =
        "DELETE FROM lockers_storage WHERE grainidextensionstring = $1 AND graintypestring = ANY($2) AND serviceid = $3";

    // What is larger has a queue of its own: small records do not stand behind the chunks of snapshots.
    private const int MaxSmallBytes = 256 * 1024;

    private readonly string _connectionString;
    private readonly string _serviceId;
    private readonly InsertQueue _small;
    private readonly InsertQueue _large;

    public PostgresRecordTable(IOptions<NodeOptions> node, IOptions<ClusterOptions> cluster)
    {
        _connectionString = PostgresConnection.ForNode(node.Value.ConnectionString!);
        _serviceId = cluster.Value.ServiceId;
        _small = new InsertQueue(_connectionString, _serviceId);
        _large = new InsertQueue(_connectionString, _serviceId);
    }

    /// <inheritdoc/>
    public Task<bool> Insert(GrainId grain, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        (bytes.Length <= MaxSmallBytes ? _small : _large).Insert(grain.Key.ToString()!, name, bytes, cancellationToken);

    /// <inheritdoc/>
    public async Task Delete(GrainId grain, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(DeleteStatement, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = grain.Key.ToString()! },
                new NpgsqlParameter<string[]> { TypedValue = [.. names] },
                new NpgsqlParameter<string> { TypedValue = _serviceId },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
