using Lockers.Sqlite.Crashes;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Sqlite.Files;

/// <summary>The backups that deploy/README.md describes, taken beside a node that stores.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_of_a_running_node_has_all_that_was_acknowledged_before_it()
    {
        var backups = new List<(string Path, Load.State[] Before, Load.State[] Behind)>();
        await using (var journals = _folder.Open())
        {
            var load = await Load.Start(journals, TestContext.Current.CancellationToken);
            for (var at = 0; at < 4; at++)
            {
                var next = load.Acknowledged + 300;
                await Until.Holds(() => Task.FromResult(load.Acknowledged >= next), TimeSpan.FromSeconds(60), () => "appends go on", TestContext.Current.CancellationToken);
                var (path, before) = (_folder.In($"backup{at}.db"), load.Now());
                TempFolder.Run(_folder.Data, $"VACUUM INTO '{path}'");
                backups.Add((path, before, load.Now()));
            }

            await load.End();
        }

        foreach (var (path, before, behind) in backups)
        {
            await using var restored = _folder.Open(path);
            for (var at = 0; at < before.Length; at++)
            {
                var owner = (await restored.Read(Load.Name(at)))!.Owner;
                var records = await restored.AllRecords(owner, behind[at].Deleting);
                Assert.True(behind[at].Deleting + records.Count > before[at].Appended);
                for (var i = 0; i < records.Count; i++) Assert.True(records[i].Span.SequenceEqual(Load.Record(at, behind[at].Deleting + i)));
                await restored.AppendAll(owner, behind[at].Deleting + records.Count, "goes on");
            }
        }
    }

    [Fact]
    public async Task Appends_do_not_wait_for_a_backup_that_reads()
    {
        await using var journals = _folder.Open();
        var owner = await journals.Begin("a");
        using (var holder = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.Data};Pooling=False"))
        {
            holder.Open();
            using var transaction = holder.BeginTransaction(deferred: true);
            using var read = holder.CreateCommand();
            read.CommandText = "SELECT count(*) FROM records";
            read.ExecuteScalar();
            await journals.AppendAll(owner, 1, "while", "it", "reads");
        }

        Assert.Equal("while it reads", await journals.Records(owner, 1));
    }
}
