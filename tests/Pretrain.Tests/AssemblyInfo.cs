using Xunit.Sdk;
using Xunit.v3;

// Tests count live tensors and seed torch: both are shared by the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
