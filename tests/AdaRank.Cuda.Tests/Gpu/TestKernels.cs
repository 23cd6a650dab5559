using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Tests.Gpu;

/// <summary>Kernels that are small enough to see what they do.</summary>
internal static class TestKernels
{
    /// <summary><c>y = a x + y</c> over a tensor, with every kind of argument.</summary>
    public static KernelSource Axpy { get; } = new("axpy.cu", """
        extern "C" __global__ void axpy(float* y, const float* x, float a, double b, int c, long long count)
        {
            for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x)
            {
                y[i] = a * x[i] + y[i] + (float)b + (float)c;
            }
        }
        """);

    /// <summary>Reverses each block's elements by way of dynamic shared memory.</summary>
    public static KernelSource Reverse { get; } = new("reverse.cu", """
        extern "C" __global__ void reverse(float* values)
        {
            extern __shared__ float tile[];
            tile[threadIdx.x] = values[blockIdx.x * blockDim.x + threadIdx.x];
            __syncthreads();
            values[blockIdx.x * blockDim.x + threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
        }
        """);
}
