using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Postgres.Server;

/// <summary>The server that every other test relies on: that it keeps what it acknowledged, and leaves nothing behind.</summary>
public sealed class PrivatePostgresTests
{
    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill()
    {
        await using var postgres = await PrivatePostgres.Start();
        await postgres.Query("CREATE TABLE t (n integer); INSERT INTO t VALUES (1), (2)");
        await postgres.Kill();
        await Assert.ThrowsAsync<InvalidOperationException>(() => postgres.Query("SELECT 1"));
        await postgres.StartAgain();
        Assert.Equal("1\n2", await postgres.Query("SELECT n FROM t ORDER BY n"));
        Assert.Equal("on", await postgres.Query("SHOW fsync"));
    }

    [Fact]
    public async Task A_stopped_server_starts_again_on_its_port()
    {
        await using var postgres = await PrivatePostgres.Start();
        await postgres.Stop();
        await Assert.ThrowsAsync<InvalidOperationException>(postgres.Kill);
        await postgres.StartAgain();
        await Assert.ThrowsAsync<InvalidOperationException>(postgres.StartAgain);
        Assert.Equal("1", await postgres.Query("SELECT 1"));
    }

    [Fact]
    public async Task Databases_are_separate_and_settings_are_taken()
    {
        await using var postgres = await PrivatePostgres.Start("work_mem = '3MB'");
        var other = await postgres.NewDatabase();
        await postgres.Query("CREATE TABLE here (n integer)");
        Assert.Equal("here", await postgres.Query("SELECT to_regclass('here')"));
        Assert.Equal("", await postgres.Query("SELECT to_regclass('here')", other));
        Assert.Equal("3MB", await postgres.Query("SHOW work_mem"));
        Assert.Equal("127.0.0.1", await postgres.Query("SHOW listen_addresses"));
    }

    [Fact]
    public async Task Cut_connections_end_what_they_were_doing()
    {
        await using var postgres = await PrivatePostgres.Start();
        var sleeping = postgres.Query("SELECT pg_sleep(60)");
        await Until.Holds(
            async () => await postgres.Query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(60)%'") == "2",
            TimeSpan.FromSeconds(20), () => "the sleeper sleeps", TestContext.Current.CancellationToken);
        await postgres.CutConnections();
        var cut = await Assert.ThrowsAsync<InvalidOperationException>(() => sleeping);
        Assert.Contains("terminating connection", cut.Message, StringComparison.Ordinal);
        Assert.Equal("1", await postgres.Query("SELECT 1"));
    }

    [Fact]
    public async Task Nothing_is_left_at_the_end()
    {
        var postgres = await PrivatePostgres.Start();
        var folder = await postgres.Query("SHOW data_directory");
        var postmaster = (await postgres.Query($"SELECT pg_read_file('postmaster.pid', 0, 20)")).Split('\n')[0];
        Assert.True(Directory.Exists($"/proc/{postmaster}"));
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists($"/proc/{postmaster}"));
    }
}
