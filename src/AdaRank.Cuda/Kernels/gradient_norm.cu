// Sums of squares of many gradients of any sizes, their common norm, and the factor that clips it, in one launch that never writes a
// gradient. Each block sums one chunk; whoever comes last to a tensor adds the sums of its chunks, and whoever comes last to all
// tensors adds theirs: always in the order of memory, so that a run repeats to the last bit. It may also begin a step of full-rank Adam.

#define THREADS 256
#define WARPS (THREADS / 32)
#define CHUNK 32768

struct Gradient
{
    const void* address;
    long long count;
    int first_part;
    int parts;
    int is_bfloat16;
    int is_aligned;
};

struct Chunk
{
    int tensor;
    int index;
};

// What comes of the steps of full-rank tensors; `steps` is null for none.
struct Beginning
{
    long long* steps;
    int* is_finite;
    float4* numbers;
    const double2* factors;
    double beta1, beta2, rate, decay;
};

template <bool IS_BFLOAT16, bool IS_ALIGNED>
__device__ __forceinline__ void load_gradient(const void* gradient, long long index, long long count, float (&x)[8])
{
    if (IS_ALIGNED && index + 8 <= count)
    {
        if (IS_BFLOAT16)
        {
            unpack_eight(*(const uint4*)((const unsigned short*)gradient + index), x);
        }
        else
        {
            read_floats((const float*)gradient + index, x);
        }
        return;
    }
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        x[k] = 0;
        if (index + k < count)
        {
            x[k] = IS_BFLOAT16 ? low_half(((const unsigned short*)gradient)[index + k]) : ((const float*)gradient)[index + k];
        }
    }
}

template <bool IS_BFLOAT16, bool IS_ALIGNED>
__device__ __forceinline__ double squares_of(const Gradient& gradient, long long first)
{
    double sums[4] = {0, 0, 0, 0};
    long long end = min(first + CHUNK, gradient.count);
#pragma unroll(IS_BFLOAT16 ? 8 : 4)
    for (long long index = first + 8 * threadIdx.x; index < end; index += 8 * THREADS)
    {
        float x[8];
        load_gradient<IS_BFLOAT16, IS_ALIGNED>(gradient.address, index, gradient.count, x);
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            sums[k & 3] = fma((double)x[k], (double)x[k], sums[k & 3]);
        }
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// The sum over all threads of a block, in thread 0.
__device__ __forceinline__ double sum_of_block(double sum, double* warps)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_down_sync(0xFFFFFFFFu, sum, offset);
    }
    __syncthreads();
    if ((threadIdx.x & 31) == 0)
    {
        warps[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    double total = 0;
    if (threadIdx.x == 0)
    {
        for (int warp = 0; warp < WARPS; warp++)
        {
            total += warps[warp];
        }
    }
    return total;
}

// A gradient with NaN or Inf, or with squares beyond fp32, takes no part in a step.
__device__ __forceinline__ bool is_usable(double energy) { return energy <= 3.4028234663852886e38; }

__device__ __forceinline__ void begin_tensor(const Beginning& beginning, int tensor, double energy)
{
    int is_finite = is_usable(energy);
    beginning.is_finite[tensor] = is_finite;
    if (is_finite)
    {
        long long step = ++beginning.steps[tensor];
        double2 factors = beginning.factors[tensor];
        double rate = beginning.rate * factors.x;
        beginning.numbers[tensor] = make_float4(
            correction(beginning.beta1, step), correction(beginning.beta2, step), (float)rate, (float)(rate * beginning.decay * factors.y));
    }
}

// Tells all threads of a block whether it is the last of `expected` ones to come here; leaves the ticket as it was for the next launch.
__device__ __forceinline__ bool is_last(unsigned* ticket, unsigned expected)
{
    __shared__ unsigned mine;
    __syncthreads();
    if (threadIdx.x == 0)
    {
        // What this block has written must be seen by whoever draws the last number.
        __threadfence();
        mine = atomicAdd(ticket, 1);
        if (mine == expected - 1)
        {
            *ticket = 0;
        }
    }
    __syncthreads();
    bool result = mine == expected - 1;
    if (result)
    {
        __threadfence();
    }
    return result;
}

extern "C" __global__ void __launch_bounds__(THREADS) measure(
    const Gradient* gradients, const Chunk* chunks, int tensors, double* parts, unsigned* tickets, double* energies, double* norm, float* scale,
    double limit, double epsilon, long long* steps, int* is_finite, float4* numbers, const double2* factors, double beta1, double beta2,
    double rate, double decay)
{
    __shared__ double warps[WARPS];
    Chunk chunk = chunks[blockIdx.x];
    Gradient gradient = gradients[chunk.tensor];
    long long first = (long long)chunk.index * CHUNK;
    double sum = gradient.is_bfloat16
        ? gradient.is_aligned ? squares_of<true, true>(gradient, first) : squares_of<true, false>(gradient, first)
        : gradient.is_aligned ? squares_of<false, true>(gradient, first) : squares_of<false, false>(gradient, first);
    sum = sum_of_block(sum, warps);
    if (threadIdx.x == 0)
    {
        parts[gradient.first_part + chunk.index] = sum;
    }
    if (!is_last(tickets + chunk.tensor, gradient.parts))
    {
        return;
    }

    // Other blocks wrote these: the compiler must not take them from a cache that does not know.
    sum = 0;
    volatile const double* mine = parts + gradient.first_part;
#pragma unroll 8
    for (int part = threadIdx.x; part < gradient.parts; part += THREADS)
    {
        sum += mine[part];
    }
    sum = sum_of_block(sum, warps);
    if (threadIdx.x == 0)
    {
        energies[chunk.tensor] = sum;
        if (steps != nullptr)
        {
            begin_tensor({steps, is_finite, numbers, factors, beta1, beta2, rate, decay}, chunk.tensor, sum);
        }
    }
    if (!is_last(tickets + tensors, tensors))
    {
        return;
    }

    sum = 0;
    volatile const double* all = energies;
    for (int tensor = threadIdx.x; tensor < tensors; tensor += THREADS)
    {
        double energy = all[tensor];
        sum += is_usable(energy) ? energy : 0;
    }
    sum = sum_of_block(sum, warps);
    if (threadIdx.x == 0)
    {
        double length = sqrt(sum);
        *norm = length;
        *scale = (float)fmin(1.0, limit / (length + epsilon));
    }
}

// Begins a step of full-rank Adam whose gradients were measured before, among others.
extern "C" __global__ void begin(
    int tensors, const double* energies, long long* steps, int* is_finite, float4* numbers, const double2* factors, double beta1, double beta2,
    double rate, double decay)
{
    int tensor = blockIdx.x * blockDim.x + threadIdx.x;
    if (tensor < tensors)
    {
        begin_tensor({steps, is_finite, numbers, factors, beta1, beta2, rate, decay}, tensor, energies[tensor]);
    }
}
