using Lockers.Postgres.Server;
using Lockers.Silo.Postgres;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Lockers.Postgres.Applying;

/// <summary>How a node brings a database to its schema, or refuses to start.</summary>
public sealed class SchemaTests(ServerFixture server)
{
    private const string Applied = "SELECT version, file FROM lockers_schema ORDER BY version";

    // The step that comes after those that there are.
    private static readonly SchemaFile More = NewStep(SchemaFile.Embedded.Count + 1);

    private static readonly SchemaFile Broken = More with { Sql = $"{More.Sql}; SELECT 1 / 0; CREATE TABLE rest (n integer)" };

    private readonly PrivatePostgres _postgres = server.Postgres;

    [Fact]
    public async Task Applied_twice_it_is_applied_once()
    {
        var database = await _postgres.NewDatabase();
        await Apply(database, SchemaFile.Embedded);
        await Apply(database, SchemaFile.Embedded);
        await Check(database, SchemaFile.Embedded);
        Assert.Equal(
            string.Join('\n', SchemaFile.Embedded.Select(file => $"{file.Version}|{file.Name}")), await _postgres.Query(Applied, database));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_apply_it_once()
    {
        var database = await _postgres.NewDatabase();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Apply(database, [.. SchemaFile.Embedded, More]))));
        Assert.Equal($"{More.Version}", await _postgres.Query("SELECT count(*) FROM lockers_schema", database));
    }

    [Fact]
    public async Task An_older_schema_gets_what_it_lacks()
    {
        var database = await _postgres.NewDatabase();
        await Apply(database, SchemaFile.Embedded);
        await Apply(database, [.. SchemaFile.Embedded, More]);
        Assert.Equal($"{More.Version}|{More.Name}", (await _postgres.Query(Applied, database)).Split('\n')[^1]);
        Assert.Equal("0", await _postgres.Query("SELECT count(*) FROM more", database));
    }

    [Fact]
    public async Task Records_of_the_first_version_are_kept_and_stay_unlike_each_other()
    {
        const string insert = """
            INSERT INTO lockers_storage (grainidhash, graintypehash, grainidn0, grainidn1, version, graintypestring, grainidextensionstring, serviceid)
            SELECT 1, number, 0, 0, 1, 'j.' || number, 'L:a', 'lockers' FROM generate_series(1, 100) AS number ON CONFLICT DO NOTHING
            """;
        var database = await _postgres.NewDatabase();
        await Apply(database, [SchemaFile.Embedded[0]]);
        await _postgres.Query(insert, database);

        await Apply(database, SchemaFile.Embedded);
        await _postgres.Query(insert, database);

        Assert.Equal("100", await _postgres.Query("SELECT count(*) FROM lockers_storage", database));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_half_and_the_steps_before_it_whole()
    {
        var database = await _postgres.NewDatabase();
        var failure = await Assert.ThrowsAsync<SchemaException>(() => Apply(database, [.. SchemaFile.Embedded, Broken]));
        Assert.Contains(More.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("division by zero", failure.Message, StringComparison.Ordinal);
        Assert.Equal($"{SchemaFile.Embedded.Count}", await _postgres.Query("SELECT max(version) FROM lockers_schema", database));
        Assert.Equal("|", await _postgres.Query("SELECT to_regclass('more'), to_regclass('rest')", database));
        await Apply(database, [.. SchemaFile.Embedded, More]);
        await Check(database, [.. SchemaFile.Embedded, More]);
    }

    [Fact]
    public async Task A_step_that_does_not_record_itself_is_refused()
    {
        var database = await _postgres.NewDatabase();
        var silent = More with { Sql = "CREATE TABLE more (n integer)" };
        await Assert.ThrowsAsync<SchemaException>(() => Apply(database, [.. SchemaFile.Embedded, silent]));
        Assert.Equal("", await _postgres.Query("SELECT to_regclass('more')", database));
    }

    [Fact]
    public async Task A_check_changes_nothing_and_names_the_files_to_run()
    {
        var database = await _postgres.NewDatabase();
        var missing = await Assert.ThrowsAsync<SchemaException>(() => Check(database, [.. SchemaFile.Embedded, More]));
        Assert.Contains("is missing", missing.Message, StringComparison.Ordinal);
        Assert.Contains("--file=deploy/postgres/0001-clustering-and-storage.sql", missing.Message, StringComparison.Ordinal);
        Assert.Contains($"--file=deploy/postgres/{More.Name}", missing.Message, StringComparison.Ordinal);
        Assert.Equal("0", await _postgres.Query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database));

        await Apply(database, SchemaFile.Embedded);
        var older = await Assert.ThrowsAsync<SchemaException>(() => Check(database, [.. SchemaFile.Embedded, More]));
        Assert.Contains($"is version {SchemaFile.Embedded.Count}, older", older.Message, StringComparison.Ordinal);
        Assert.Contains(More.Name, older.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0001", older.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_left_alone_and_stops_the_node()
    {
        var database = await _postgres.NewDatabase();
        await Apply(database, [.. SchemaFile.Embedded, More]);
        foreach (var start in (Func<string, IReadOnlyList<SchemaFile>, Task>[])[Apply, Check])
        {
            var newer = await Assert.ThrowsAsync<SchemaException>(() => start(database, SchemaFile.Embedded));
            Assert.Contains($"version {More.Version}, newer than this node, which knows up to {SchemaFile.Embedded.Count}", newer.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_files_also_work_as_the_operator_is_told_to_run_them()
    {
        var database = await _postgres.NewDatabase();
        foreach (var file in SchemaFile.Embedded)
        {
            var onDisk = await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "deploy", "postgres", file.Name), TestContext.Current.CancellationToken);
            Assert.Equal(onDisk, file.Sql);
            await _postgres.Query($"BEGIN;\n{onDisk}\nCOMMIT;", database);
        }

        await Check(database, SchemaFile.Embedded);
    }

    [Fact]
    public async Task What_is_wrong_with_the_database_is_said_without_the_password()
    {
        foreach (var (wrong, said) in ((string, string)[])[
            ($"Host=127.0.0.1;Port={FreePort.Several(1)[0]};Username=u;Password=s3cret", "could not be read or applied"),
            ("Host=127.0.0.1;Password=a;s3cret=1", "is not a connection string"),
            ("Host=127.0.0.1;Port=s3cret", "is not a connection string"),
            ("Database=lockers;Password=s3cret", "is not a connection string"),
            ("Host=nowhere.invalid;Password=s3cret", "could not be read or applied"),
            ("s3cret", "is not a connection string")])
        {
            var failure = await Assert.ThrowsAsync<SchemaException>(() => Apply(wrong, SchemaFile.Embedded));
            Assert.Contains(said, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_start_that_is_given_up_while_another_node_applies_ends()
    {
        var database = await _postgres.NewDatabase();
        using var stop = new CancellationTokenSource();
        var slow = ApplyUntil(database, [new SchemaFile(1, "0001-slow.sql", "SELECT pg_sleep(600)")], stop.Token);
        await Until.Holds(
            async () => await _postgres.Query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted", database) == "1",
            TestDeadlines.Step, () => "the slow node holds the lock", TestContext.Current.CancellationToken);
        var waiting = ApplyUntil(database, SchemaFile.Embedded, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        await Apply(database, SchemaFile.Embedded);
    }

    private static SchemaFile NewStep(int version)
    {
        var name = $"{version:0000}-more.sql";
        return new(version, name, $"CREATE TABLE more (n integer); INSERT INTO lockers_schema (version, file) VALUES ({version}, '{name}')");
    }

    private static Task Apply(string database, IReadOnlyList<SchemaFile> files) =>
        ApplyUntil(database, files, TestContext.Current.CancellationToken);

    private static Task ApplyUntil(string database, IReadOnlyList<SchemaFile> files, CancellationToken stop) =>
        new Schema(files, NullLogger<Schema>.Instance).Apply(database, create: true, stop);

    private static Task Check(string database, IReadOnlyList<SchemaFile> files) =>
        new Schema(files, NullLogger<Schema>.Instance).Apply(database, create: false, TestContext.Current.CancellationToken);
}
