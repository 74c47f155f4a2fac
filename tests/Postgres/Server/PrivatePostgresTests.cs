using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Postgres.Server;

/// <summary>The server that every other test relies on: that it keeps what it acknowledged, and leaves nothing behind.</summary>
public sealed class PrivatePostgresTests(ServerFixture server)
{
    private readonly PrivatePostgres _shared = server.Postgres;

    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill_and_nothing_outlives_the_end()
    {
        await using var postgres = await PrivatePostgres.Start([.. PrivatePostgres.Durable, "work_mem = '3MB'"]);
        await postgres.Query("CREATE TABLE t (n integer); INSERT INTO t VALUES (1), (2)");
        Assert.Equal("on|3MB|127.0.0.1", await postgres.Query(
            "SELECT current_setting('fsync'), current_setting('work_mem'), current_setting('listen_addresses')"));

        await postgres.Kill();
        await Assert.ThrowsAsync<InvalidOperationException>(() => postgres.Query("SELECT 1"));
        await postgres.StartAgain();
        Assert.Equal("1\n2", await postgres.Query("SELECT n FROM t ORDER BY n"));

        await postgres.Stop();
        await Assert.ThrowsAsync<InvalidOperationException>(postgres.Kill);
        await postgres.StartAgain();
        await Assert.ThrowsAsync<InvalidOperationException>(postgres.StartAgain);
        Assert.Equal("1\n2", await postgres.Query("SELECT n FROM t ORDER BY n"));

        var folder = await postgres.Query("SHOW data_directory");
        var postmaster = (await postgres.Query("SELECT pg_read_file('postmaster.pid')")).Split('\n')[0];
        Assert.True(Directory.Exists(folder));
        Assert.True(Directory.Exists($"/proc/{postmaster}"));
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists($"/proc/{postmaster}"));
    }

    [Fact]
    public async Task Databases_are_separate()
    {
        var one = await _shared.NewDatabase();
        var other = await _shared.NewDatabase();
        await _shared.Query("CREATE TABLE here (n integer)", one);
        Assert.Equal("here", await _shared.Query("SELECT to_regclass('here')", one));
        Assert.Equal("", await _shared.Query("SELECT to_regclass('here')", other));
    }

    [Fact]
    public async Task On_a_server_that_is_there_already_it_drops_its_databases_and_refuses_to_kill()
    {
        var guest = await PrivatePostgres.On(_shared.ConnectionString);
        await guest.NewDatabase();
        Assert.Equal("lockers_", await guest.Query("SELECT left(current_database(), 8)"));
        const string Databases = "SELECT count(*) FROM pg_database WHERE datname LIKE 'lockers%'";
        var before = int.Parse(await _shared.Query(Databases), CultureInfo.InvariantCulture);
        await Assert.ThrowsAsync<InvalidOperationException>(guest.Kill);
        await Assert.ThrowsAsync<InvalidOperationException>(guest.Stop);
        await guest.DisposeAsync();
        Assert.Equal($"{before - 2}", await _shared.Query(Databases));
    }

    [Fact]
    public async Task Cut_connections_end_what_they_were_doing()
    {
        var sleeping = _shared.Query("SELECT pg_sleep(600)");
        await Until.Holds(
            async () => await _shared.Query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(600)%'") == "2",
            TestDeadlines.Step, () => "the sleeper sleeps", TestContext.Current.CancellationToken);
        await _shared.CutConnections();
        var cut = await Assert.ThrowsAsync<InvalidOperationException>(() => sleeping);
        Assert.Contains("terminating connection", cut.Message, StringComparison.Ordinal);
        Assert.Equal("1", await _shared.Query("SELECT 1"));
    }

    [Fact]
    public async Task A_failed_statement_says_why_and_ends_the_query()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _shared.Query("SELECT 1; SELECT 1 / 0; CREATE TABLE after_it (n integer)"));
        Assert.Contains("division by zero", failed.Message, StringComparison.Ordinal);
        Assert.Equal("", await _shared.Query("SELECT to_regclass('after_it')"));
    }
}
