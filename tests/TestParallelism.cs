// libtorch runs its own threads, and tests that count live tensors or resident memory see those of every test.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
