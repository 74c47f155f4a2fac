// Every test has a node of its own; more than one at a time would only be slower.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
