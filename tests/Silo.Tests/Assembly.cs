// The tests share a node, and with it the one current locker.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: Xunit.AssemblyFixture(typeof(Lockers.Tests.Shared.LockersNode))]
