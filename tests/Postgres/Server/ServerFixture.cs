using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Postgres.Server;

/// <summary>One server for all tests that do not kill it; each takes a database of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private PrivatePostgres? _postgres;

    /// <summary>Whether there is one. A fixture cannot skip tests: those that need it do.</summary>
    public bool IsThere => _postgres is not null;

    public PrivatePostgres Postgres
    {
        get
        {
            NeedsPostgresAttribute.Check();
            return _postgres ?? throw new InvalidOperationException("PostgreSQL is not started.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PrivatePostgres.Missing is null) _postgres = await PrivatePostgres.Start("max_connections = 300");
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}
