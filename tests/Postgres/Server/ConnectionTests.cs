using Lockers.Api.Hosting;
using Npgsql;
using Xunit;

namespace Lockers.Postgres.Server;

/// <summary>What a node makes of a connection string.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void Three_nodes_that_are_told_nothing_fit_into_what_PostgreSQL_allows_by_itself() =>
        Assert.InRange(3 * Node("Host=h;Database=d").MaxPoolSize, 1, 97);

    [Fact]
    public void What_the_operator_says_holds()
    {
        var said = Node("Host=h;Database=d;Maximum Pool Size=7;Command Timeout=9;Application Name=other;No Reset On Close=false");
        Assert.Equal((7, 9, "other", false), (said.MaxPoolSize, said.CommandTimeout, said.ApplicationName, said.NoResetOnClose));
    }

    private static NpgsqlConnectionStringBuilder Node(string said) => new(PostgresConnection.ForNode(said));
}
