using Lockers.Grains.Journal.Storage;
using Npgsql;
using static Lockers.Silo.Postgres.Journals.JournalDatabase;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>The rows of journals: their owners and manifests. A statement that changes nothing is followed by a look for its own work.</summary>
/// <param name="database">The database.</param>
/// <param name="service">Whose journals.</param>
internal sealed class JournalManifests(JournalDatabase database, string service)
{
    private const string ReadStatement = "SELECT id, epoch, version, manifest FROM lockers_journals WHERE service = $1 AND journal = $2";

    private const string CreateStatement =
        "INSERT INTO lockers_journals (service, journal, epoch, version, manifest) VALUES ($1, $2, 1, 1, $3) ON CONFLICT DO NOTHING RETURNING id";

    private const string CreatedStatement =
        "SELECT id FROM lockers_journals WHERE service = $1 AND journal = $2 AND epoch = 1 AND version = 1 AND manifest = $3";

    private const string TakeOverStatement =
        "UPDATE lockers_journals SET epoch = epoch + 1, version = version + 1, manifest = $4 WHERE id = $1 AND epoch = $2 AND version = $3";

    private const string SwapStatement =
        "UPDATE lockers_journals SET version = version + 1, manifest = $4 WHERE id = $1 AND epoch = $2 AND version = $3";

    private const string IsStatement =
        "SELECT count(*) = 1 FROM lockers_journals WHERE id = $1 AND epoch = $2 AND version = $3 AND manifest = $4";

    /// <inheritdoc cref="IJournalStorage.ReadManifest"/>
    public Task<StoredManifest?> Read(string journal, CancellationToken cancellationToken) => database.Run(
        ReadStatement,
        [Text(service), Text(journal)],
        async (command, stop) =>
        {
            await using var reader = await command.ExecuteReaderAsync(stop);
            return await reader.ReadAsync(stop)
                ? new StoredManifest(new(reader.GetInt64(0), reader.GetInt64(1)), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3))
                : null;
        },
        cancellationToken);

    /// <inheritdoc cref="IJournalStorage.Create"/>
    public async Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken)
    {
        foreach (var statement in (string[])[CreateStatement, CreatedStatement])
        {
            var id = await database.Value<long>(statement, cancellationToken, Text(service), Text(journal), Bytes(manifest)).ConfigureAwait(false);
            if (id > 0) return new OwnerEpoch(id, 1);
        }

        return null;
    }

    /// <inheritdoc cref="IJournalStorage.TakeOver"/>
    public Task<bool> TakeOver(StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Update(TakeOverStatement, seen.Owner, seen.Version, manifest, seen.Owner.Epoch + 1, cancellationToken);

    /// <inheritdoc cref="IJournalStorage.Swap"/>
    public Task<bool> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Update(SwapStatement, owner, version, manifest, owner.Epoch, cancellationToken);

    private async Task<bool> Update(
        string statement, OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, long epochThen, CancellationToken cancellationToken)
    {
        var updated = await database.Change(statement, cancellationToken, Parameters(owner.Epoch, version)).ConfigureAwait(false);
        return updated == 1
            || await database.Value<bool>(IsStatement, cancellationToken, Parameters(epochThen, version + 1)).ConfigureAwait(false);

        NpgsqlParameter[] Parameters(long epoch, long version) => [Number(owner.Journal), Number(epoch), Number(version), Bytes(manifest)];
    }
}
