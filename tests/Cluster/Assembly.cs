// Scenarios kill, freeze and load nodes: whatever else runs then would be measured, too.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
