// W <- decay W + scale D for a lot of matrices, D being the product of basis and direction as cuBLAS wrote it: where the factors are too long to stay in
// shared memory, and for weights in fp32. Weights in bfloat16 are rounded stochastically. Eight numbers a thread, in memory's order.

#define ADD_THREADS 256

template <typename T>
__device__ __forceinline__ void add_eight(T* weight, const T* product, float decay, float scale, uint4 random);

template <>
__device__ __forceinline__ void add_eight(float* weight, const float* product, float decay, float scale, uint4)
{
    float4 w[2] = {*(float4*)weight, *(float4*)(weight + 4)}, d[2] = {*(const float4*)product, *(const float4*)(product + 4)};
#pragma unroll
    for (int k = 0; k < 2; k++)
    {
        w[k] = make_float4(
            fmaf(scale, d[k].x, decay * w[k].x), fmaf(scale, d[k].y, decay * w[k].y), fmaf(scale, d[k].z, decay * w[k].z), fmaf(scale, d[k].w, decay * w[k].w));
        *(float4*)(weight + 4 * k) = w[k];
    }
}

template <>
__device__ __forceinline__ void add_eight(unsigned short* weight, const unsigned short* product, float decay, float scale, uint4 random)
{
    uint4 w = *(uint4*)weight, d = *(const uint4*)product;
    unsigned words[4] = {w.x, w.y, w.z, w.w}, products[4] = {d.x, d.y, d.z, d.w}, bits[4] = {random.x, random.y, random.z, random.w};
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        float low = fmaf(scale, low_half(products[k]), decay * low_half(words[k])), high = fmaf(scale, high_half(products[k]), decay * high_half(words[k]));
        words[k] = round_stochastic(low, bits[k] & 0xFFFFu) | (round_stochastic(high, bits[k] >> 16) << 16);
    }
    *(uint4*)weight = make_uint4(words[0], words[1], words[2], words[3]);
}

__device__ __forceinline__ void add_one(float* weight, float product, float decay, float scale, unsigned) { *weight = fmaf(scale, product, decay * *weight); }

__device__ __forceinline__ void add_one(unsigned short* weight, unsigned short product, float decay, float scale, unsigned random16)
{
    float number = fmaf(scale, low_half(product), decay * low_half(*weight));
    *weight = (unsigned short)round_stochastic(number, random16);
}

template <typename T>
__device__ __forceinline__ void add_products(
    const Update* members, const void* products, long long numbers, long long stride, float decay, float scale, unsigned long long seed, unsigned step)
{
    Update member = members[blockIdx.y];
    if (*member.is_finite == 0)
    {
        return;
    }
    T* weight = (T*)member.weight;
    const T* product = (const T*)products + blockIdx.y * stride;
    Key2 key = {(unsigned)seed, (unsigned)(seed >> 32)};

    // A weight may be a view that begins anywhere; products begin at whole eights.
    bool is_aligned = ((unsigned long long)weight & 15) == 0;
    for (long long eight = blockIdx.x * ADD_THREADS + threadIdx.x; 8 * eight < numbers; eight += (long long)gridDim.x * ADD_THREADS)
    {
        long long index = 8 * eight;
        uint4 random = {};
        if (sizeof(T) == 2)
        {
            random = philox(make_uint4((unsigned)eight, step, (unsigned)member.name, (unsigned)(member.name >> 32)), key);
        }
        if (is_aligned && index + 8 <= numbers)
        {
            add_eight(weight + index, product + index, decay, scale, random);
            continue;
        }
        unsigned bits[4] = {random.x, random.y, random.z, random.w};
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            if (index + k < numbers)
            {
                add_one(weight + index + k, product[index + k], decay, scale, (bits[k / 2] >> (16 * (k & 1))) & 0xFFFFu);
            }
        }
    }
}

#define ADD(NAME, T)                                                                                                                           \
    extern "C" __global__ void __launch_bounds__(ADD_THREADS) NAME(                                                                            \
        const Update* members, const void* products, long long numbers, long long stride, float decay, float scale, unsigned long long seed, unsigned step) \
    {                                                                                                                                          \
        add_products<T>(members, products, numbers, stride, decay, scale, seed, step);                                                         \
    }

ADD(add_products_bf16, unsigned short)
ADD(add_products_fp32, float)
