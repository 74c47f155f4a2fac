// Two at once: a scenario mostly waits, for nodes that start, for leases that end, for a database that is away.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]
[assembly: Xunit.AssemblyFixture(typeof(Lockers.Cluster.Scenarios.ScenarioPostgres))]
