// The tests share a browser, a node, and with it the one current locker.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: Xunit.AssemblyFixture(typeof(Lockers.Page.Browser.Chromium))]
[assembly: Xunit.AssemblyFixture(typeof(Lockers.Page.Nodes.SeededNode))]
