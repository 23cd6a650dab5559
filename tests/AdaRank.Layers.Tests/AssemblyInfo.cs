using Xunit.Sdk;
using Xunit.v3;

// Tests count live tensors, seed torch and set its threads: all of that is shared by the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
