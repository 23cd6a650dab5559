// AdamW of parameters at full rank (method.md eq. 4.1 to 4.5 with Q = I): all tensors in one launch, a block for each chunk of a tensor.
// A thread has eight neighbours: it reads gradient, weight and both moments at once, and writes three of them. State is padded to
// whole blocks of 256 numbers; weights and gradients are not, and may begin anywhere.

#define THREADS 256
#define CHUNK 8192
#define ROUND (8 * THREADS)

#define WEIGHT_FLOAT32 0
#define WEIGHT_BFLOAT16 1
#define WEIGHT_MASTER 2

struct DenseTensor
{
    void* weight;
    const void* gradient;
    float* master;
    MomentStore moments;
    unsigned long long name;
    long long count;
    int kind;
    int is_aligned;
};

struct Chunk
{
    int tensor;
    int index;
};

struct Context
{
    Decays decays;
    float correction1, correction2, rate, decay, scale;
    unsigned step;
    Key2 weight_key, moment_key;
    const float* codes;
};

// Eight neighbours of a weight or gradient; zeros beyond its end.
template <bool IS_BFLOAT16, bool IS_ALIGNED>
__device__ __forceinline__ void load_eight(const void* tensor, long long index, long long count, float (&x)[8])
{
    if (IS_ALIGNED && index + 8 <= count)
    {
        if (IS_BFLOAT16)
        {
            unpack_eight(*(const uint4*)((const unsigned short*)tensor + index), x);
        }
        else
        {
            read_floats((const float*)tensor + index, x);
        }
        return;
    }
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        x[k] = 0;
        if (index + k < count)
        {
            x[k] = IS_BFLOAT16 ? low_half(((const unsigned short*)tensor)[index + k]) : ((const float*)tensor)[index + k];
        }
    }
}

template <bool IS_ALIGNED>
__device__ __forceinline__ void store_bfloat16(void* tensor, long long index, long long count, uint4 eight)
{
    unsigned short* to = (unsigned short*)tensor + index;
    if (IS_ALIGNED && index + 8 <= count)
    {
        *(uint4*)to = eight;
        return;
    }
    unsigned words[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        if (index + k < count)
        {
            to[k] = (unsigned short)(words[k / 2] >> (16 * (k & 1)));
        }
    }
}

template <bool IS_ALIGNED>
__device__ __forceinline__ void store_float32(void* tensor, long long index, long long count, const float (&x)[8])
{
    float* to = (float*)tensor + index;
    if (IS_ALIGNED && index + 8 <= count)
    {
        write_floats(to, x);
        return;
    }
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        if (index + k < count)
        {
            to[k] = x[k];
        }
    }
}

template <int ENCODING, int KIND, bool IS_ALIGNED>
__device__ __forceinline__ void step_eight(const DenseTensor& tensor, long long index, const Context& context)
{
    constexpr bool IS_BFLOAT16 = KIND != WEIGHT_FLOAT32;
    bool is_there = index < tensor.count;
    float g[8] = {}, w[8] = {}, m[8] = {}, v[8] = {};
    if (is_there)
    {
        load_eight<IS_BFLOAT16, IS_ALIGNED>(tensor.gradient, index, tensor.count, g);

        // In its first step a master weight is what the weight is.
        if (KIND == WEIGHT_MASTER && context.step != 1)
        {
            read_floats(tensor.master + index, w);
        }
        else
        {
            load_eight<IS_BFLOAT16, IS_ALIGNED>(tensor.weight, index, tensor.count, w);
        }
        read_moments<ENCODING>(tensor.moments, index, context.codes, m, v);
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            float n = advance(g[k] * context.scale, m[k], v[k], context.decays, context.correction1, context.correction2);

            // Not (1 - decay) w: the rounding of that factor would be the same in every step.
            w[k] -= fmaf(context.rate, n, context.decay * w[k]);
        }
    }
    write_moments<ENCODING>(tensor.moments, index, is_there, context.codes, m, v, tensor.name, context.step, context.moment_key);
    if (!is_there)
    {
        return;
    }
    if (KIND == WEIGHT_FLOAT32)
    {
        store_float32<IS_ALIGNED>(tensor.weight, index, tensor.count, w);
    }
    else if (KIND == WEIGHT_MASTER)
    {
        write_floats(tensor.master + index, w);
        store_bfloat16<IS_ALIGNED>(tensor.weight, index, tensor.count, pack_nearest(w));
    }
    else
    {
        uint4 counter = make_uint4((unsigned)(index >> 3), context.step, (unsigned)tensor.name, (unsigned)(tensor.name >> 32));
        store_bfloat16<IS_ALIGNED>(tensor.weight, index, tensor.count, pack_stochastic(w, philox(counter, context.weight_key)));
    }
}

template <int ENCODING, int KIND, bool IS_ALIGNED>
__device__ __forceinline__ void step_chunk(const DenseTensor& tensor, long long first, const Context& context)
{
    // The same for all threads of a block, as the exchange within warps needs it.
    long long end = min(first + CHUNK, tensor.count);
    for (long long start = first; start < end; start += ROUND)
    {
        step_eight<ENCODING, KIND, IS_ALIGNED>(tensor, start + 8 * threadIdx.x, context);
    }
}

template <int ENCODING, int KIND>
__device__ __forceinline__ void step_chunk(const DenseTensor& tensor, long long first, const Context& context)
{
    tensor.is_aligned ? step_chunk<ENCODING, KIND, true>(tensor, first, context) : step_chunk<ENCODING, KIND, false>(tensor, first, context);
}

template <int ENCODING>
__device__ __forceinline__ void dense_adam(
    const DenseTensor* tensors, const Chunk* chunks, const long long* steps, const int* is_finite, const float4* numbers, const float* scale,
    double beta1, double beta2, float epsilon, unsigned long long weight_seed, unsigned long long moment_seed, const float* codes)
{
    Chunk chunk = chunks[blockIdx.x];
    if (is_finite[chunk.tensor] == 0)
    {
        return;
    }
    __shared__ __align__(16) float tables[ENCODING == MOMENTS_8BIT ? CODE_TABLES : 4];
    if (ENCODING == MOMENTS_8BIT)
    {
        for (int index = threadIdx.x; index < CODE_TABLES; index += THREADS)
        {
            tables[index] = codes[index];
        }
        __syncthreads();
    }
    DenseTensor tensor = tensors[chunk.tensor];
    float4 mine = numbers[chunk.tensor];
    Context context = {
        decays_of(beta1, beta2, epsilon), mine.x, mine.y, mine.z, mine.w, scale == nullptr ? 1.0f : *scale, (unsigned)steps[chunk.tensor],
        Key2{(unsigned)weight_seed, (unsigned)(weight_seed >> 32)}, Key2{(unsigned)moment_seed, (unsigned)(moment_seed >> 32)}, tables};
    long long first = (long long)chunk.index * CHUNK;
    switch (tensor.kind)
    {
        case WEIGHT_FLOAT32: step_chunk<ENCODING, WEIGHT_FLOAT32>(tensor, first, context); break;
        case WEIGHT_BFLOAT16: step_chunk<ENCODING, WEIGHT_BFLOAT16>(tensor, first, context); break;
        default: step_chunk<ENCODING, WEIGHT_MASTER>(tensor, first, context); break;
    }
}

#define DENSE(NAME, ENCODING)                                                                                                          \
    extern "C" __global__ void __launch_bounds__(THREADS, 4) NAME(                                                                     \
        const DenseTensor* tensors, const Chunk* chunks, const long long* steps, const int* is_finite, const float4* numbers,         \
        const float* scale, double beta1, double beta2, float epsilon, unsigned long long weight_seed, unsigned long long moment_seed, \
        const float* codes)                                                                                                            \
    {                                                                                                                                  \
        dense_adam<ENCODING>(                                                                                                          \
            tensors, chunks, steps, is_finite, numbers, scale, beta1, beta2, epsilon, weight_seed, moment_seed, codes);                \
    }

DENSE(dense_adam_fp32, MOMENTS_FLOAT32)
DENSE(dense_adam_bf16, MOMENTS_BFLOAT16)
DENSE(dense_adam_8bit, MOMENTS_8BIT)
