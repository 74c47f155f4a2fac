using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Sqlite;
using Lockers.Sqlite.Files;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Storage;

/// <summary>SQLite does what every storage of journals does. A second node on its file cannot be.</summary>
public sealed class SqliteConformanceTests(SqliteConformanceTests.OneFile file) : JournalStorageConformance, IClassFixture<SqliteConformanceTests.OneFile>
{
    protected override IJournalStorage Storage => file.Journals;

    /// <summary>One file for all tests.</summary>
    public sealed class OneFile : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();

        public OneFile() => Journals = _folder.Open();

        internal SqliteJournals Journals { get; }

        public async ValueTask DisposeAsync()
        {
            await Journals.DisposeAsync();
            _folder.Dispose();
        }
    }
}
