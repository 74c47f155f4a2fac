using System.Data.Common;

namespace Lockers.Tests.Shared;

/// <summary>Runs SQL with <c>psql</c>, on the server that a connection string in Npgsql's form names.</summary>
internal sealed class Psql
{
    // psql's variable, and the words that Npgsql has for it.
    private static readonly (string Variable, string[] Words)[] Settings = [
        ("PGHOST", ["Host", "Server"]),
        ("PGPORT", ["Port"]),
        ("PGUSER", ["Username", "User Name", "UserId", "User Id", "UID"]),
        ("PGPASSWORD", ["Password", "PSW", "PWD"]),
        ("PGDATABASE", ["Database", "DB"])];

    private readonly DbConnectionStringBuilder _builder;

    public Psql(string connectionString) => _builder = new DbConnectionStringBuilder { ConnectionString = connectionString };

    /// <summary>The same server, another database.</summary>
    public Psql Of(string database)
    {
        var other = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
        other.Remove("DB");
        other["Database"] = database;
        return new Psql(other.ConnectionString);
    }

    public string ConnectionString => _builder.ConnectionString;

    /// <summary>Runs these statements, each by itself.</summary>
    /// <returns>The rows without heading, one a line, columns separated by <c>|</c>.</returns>
    /// <exception cref="InvalidOperationException">A statement failed; with PostgreSQL's message.</exception>
    public async Task<string> Run(string sql)
    {
        var start = PostgresPrograms.StartInfo(
            PostgresPrograms.Psql(), "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1");
        foreach (var (variable, words) in Settings)
        {
            var word = Array.Find(words, _builder.ContainsKey);
            if (word is not null) start.Environment[variable] = _builder[word].ToString();
        }

        start.Environment["PGCONNECT_TIMEOUT"] = "10";
        return await PostgresPrograms.Run(start, sql);
    }
}
