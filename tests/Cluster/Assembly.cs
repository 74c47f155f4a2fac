// The tests share one cluster, and with it the one current locker.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: Xunit.AssemblyFixture(typeof(Lockers.Cluster.SmallCluster))]
