using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>A node on a file from which a locker's last records are gone.</summary>
public sealed class LostRecordTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_locker_that_lost_its_last_record_fails_and_the_log_says_which_and_others_are_served()
    {
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            foreach (var label in (string[])["whole", "short"])
            {
                Assert.Equal(200, (await node.Client.Post($"/registry/lockers/{label}/store/a", "text")).Status);
                Assert.Equal(200, (await node.Client.Post($"/registry/lockers/{label}/store/b", "text")).Status);
            }
        }

        Assert.NotNull(TempFolder.Run(
            _folder.Data,
            "DELETE FROM records WHERE rowid = (SELECT records.rowid FROM records JOIN journals ON id = journal WHERE name LIKE '%short%' ORDER BY number DESC LIMIT 1) RETURNING number"));

        await using var again = await SqliteNode.Start(_folder.Data);
        Assert.Equal(500, (await RawConnection.Exchange(again.Address, "GET", "/registry/lockers/short/get/a", null)).Status);
        Assert.Equal(500, (await RawConnection.Exchange(again.Address, "POST", "/registry/lockers/short/store/c", "text")).Status);
        Assert.Equal("text", (await again.Client.Get("/registry/lockers/whole/get/b")).Text);
        Assert.Matches(@"Record \d+ of journal '[^']*short[^']*' is missing: records up to \d+ were appended", again.Process.Output);
    }
}
