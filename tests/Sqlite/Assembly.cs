// Most of the time goes to waiting for the disk, on few cores: one test after another is the fastest, and the steadiest.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
