using Xunit;

namespace Lockers.Postgres.Storage;

/// <summary>The tests that share one silo.</summary>
[CollectionDefinition(nameof(OneSilo))]
public sealed class OneSilo : ICollectionFixture<SiloFixture>;
