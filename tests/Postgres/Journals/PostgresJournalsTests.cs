using Lockers.Grains.Journal.Storage;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Postgres.Journals;

/// <summary>Journals in PostgreSQL do what every storage of journals does.</summary>
[NeedsPostgres]
public sealed class PostgresJournalsTests(JournalFixture fixture) : JournalStorageConformance, IClassFixture<JournalFixture>
{
    protected override IJournalStorage Storage => fixture.Journals;

    protected override IJournalStorage Elsewhere => fixture.Others;
}
