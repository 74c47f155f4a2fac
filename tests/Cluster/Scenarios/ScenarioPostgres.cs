using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>One PostgreSQL server for the scenarios; each has a database of its own.</summary>
public sealed class ScenarioPostgres : IAsyncLifetime
{
    private PrivatePostgres? _server;

    /// <summary>The server.</summary>
    public PrivatePostgres Server
    {
        get
        {
            // A fixture cannot skip tests: those that need it do.
            NeedsPostgresAttribute.Check();
            return _server ?? throw new InvalidOperationException("PostgreSQL is not started.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PrivatePostgres.Missing is null) _server = await PrivatePostgres.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
