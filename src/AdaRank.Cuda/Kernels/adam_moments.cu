// Adam's moments and direction for all matrices of a bank in one pass (method.md eq. 4.1 to 4.4): elementwise, so the layout does not
// matter. R is in fp32; moments are in fp32, in bfloat16 rounded stochastically, or in 8 bits by blocks of 256 as on the CPU.
// The direction goes out in bfloat16, ready for the product with the basis. Decays and corrections are those of each matrix.

#define ADAM_THREADS 256
#define BLOCK 256

struct Moments
{
    const float* gradient;
    void* first;
    void* second;
    float* first_scales;
    float* second_scales;
    unsigned short* direction;
    unsigned long long name;
    long long* step;
    int* is_finite;
    double* energy;
};

struct Decays
{
    float beta1, rest1, beta2, rest2, epsilon;
};

// 1 - beta is rounded from double: of 0.999 in fp32 it would be off by 5 parts in 100,000.
__device__ __forceinline__ Decays decays_of(double beta1, double beta2, float epsilon)
{
    return {(float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2), epsilon};
}

// 1 - beta^t in double, as the CPU does it.
__device__ __forceinline__ void corrections(long long step, double beta1, double beta2, float& first, float& second)
{
    first = (float)(1.0 / (1.0 - pow(beta1, (double)step)));
    second = (float)(1.0 / (1.0 - pow(beta2, (double)step)));
}

// Sums of squares, in parts of a fixed order, so that a run repeats to the last bit.
extern "C" __global__ void __launch_bounds__(ADAM_THREADS) square_sums(const Moments* members, double* parts, long long count)
{
    const float* gradient = members[blockIdx.y].gradient;
    double sum = 0;
    for (long long index = 4LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 4LL * gridDim.x * ADAM_THREADS)
    {
        float4 g = *(const float4*)(gradient + index);
        sum += (double)g.x * g.x + (double)g.y * g.y + (double)g.z * g.z + (double)g.w * g.w;
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_down_sync(0xFFFFFFFFu, sum, offset);
    }
    __shared__ double warps[ADAM_THREADS / 32];
    if ((threadIdx.x & 31) == 0)
    {
        warps[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    if (threadIdx.x == 0)
    {
        double total = 0;
        for (int warp = 0; warp < ADAM_THREADS / 32; warp++)
        {
            total += warps[warp];
        }
        parts[blockIdx.y * gridDim.x + blockIdx.x] = total;
    }
}

// Decides on the device whether a matrix takes part in the step, and counts it: no host has to wait for the answer.
extern "C" __global__ void begin_step(const Moments* members, const double* parts, int part_count, int matrices)
{
    int matrix = blockIdx.x * blockDim.x + threadIdx.x;
    if (matrix >= matrices)
    {
        return;
    }
    double energy = 0;
    for (int part = 0; part < part_count; part++)
    {
        energy += parts[(long long)matrix * part_count + part];
    }
    Moments member = members[matrix];
    int is_finite = energy <= 3.4028234663852886e38;
    *member.is_finite = is_finite;
    *member.energy = energy;
    *member.step += is_finite;
}

__device__ __forceinline__ float advance(float g, float& m, float& v, Decays d, float correction1, float correction2)
{
    m = fmaf(d.beta1, m, d.rest1 * g);
    v = fmaf(d.beta2, v, d.rest2 * g * g);
    return m * correction1 / (sqrtf(v * correction2) + d.epsilon);
}

__device__ __forceinline__ void store_direction(unsigned short* direction, const float (&n)[4])
{
    *(uint2*)direction = make_uint2(
        round_to_nearest(n[0]) | (round_to_nearest(n[1]) << 16), round_to_nearest(n[2]) | (round_to_nearest(n[3]) << 16));
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_fp32(const Moments* members, long long count, double beta1, double beta2, float epsilon)
{
    Moments member = members[blockIdx.y];
    if (*member.is_finite == 0)
    {
        return;
    }
    Decays decays = decays_of(beta1, beta2, epsilon);
    __shared__ float shared[2];
    if (threadIdx.x == 0)
    {
        corrections(*member.step, beta1, beta2, shared[0], shared[1]);
    }
    __syncthreads();
    float correction1 = shared[0], correction2 = shared[1];
    float* first = (float*)member.first;
    float* second = (float*)member.second;
    for (long long index = 4LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 4LL * gridDim.x * ADAM_THREADS)
    {
        float4 g = *(const float4*)(member.gradient + index);
        float4 m = *(float4*)(first + index), v = *(float4*)(second + index);
        float n[4];
        n[0] = advance(g.x, m.x, v.x, decays, correction1, correction2);
        n[1] = advance(g.y, m.y, v.y, decays, correction1, correction2);
        n[2] = advance(g.z, m.z, v.z, decays, correction1, correction2);
        n[3] = advance(g.w, m.w, v.w, decays, correction1, correction2);
        *(float4*)(first + index) = m;
        *(float4*)(second + index) = v;
        store_direction(member.direction + index, n);
    }
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_bf16(
    const Moments* members, long long count, double beta1, double beta2, float epsilon, unsigned long long seed)
{
    Moments member = members[blockIdx.y];
    if (*member.is_finite == 0)
    {
        return;
    }
    Decays decays = decays_of(beta1, beta2, epsilon);
    __shared__ float shared[2];
    if (threadIdx.x == 0)
    {
        corrections(*member.step, beta1, beta2, shared[0], shared[1]);
    }
    __syncthreads();
    float correction1 = shared[0], correction2 = shared[1];
    unsigned step = (unsigned)*member.step;
    Key2 key = {(unsigned)seed, (unsigned)(seed >> 32)};
    unsigned short* first = (unsigned short*)member.first;
    unsigned short* second = (unsigned short*)member.second;
    for (long long index = 4LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 4LL * gridDim.x * ADAM_THREADS)
    {
        float4 g4 = *(const float4*)(member.gradient + index);
        uint2 m2 = *(uint2*)(first + index), v2 = *(uint2*)(second + index);
        float g[4] = {g4.x, g4.y, g4.z, g4.w};
        float m[4] = {low_half(m2.x), high_half(m2.x), low_half(m2.y), high_half(m2.y)};
        float v[4] = {low_half(v2.x), high_half(v2.x), low_half(v2.y), high_half(v2.y)};
        float n[4];
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            n[k] = advance(g[k], m[k], v[k], decays, correction1, correction2);
        }
        uint4 r = philox(make_uint4((unsigned)(index >> 2), step, (unsigned)member.name, (unsigned)(member.name >> 32)), key);
        *(uint2*)(first + index) = make_uint2(
            round_stochastic(m[0], r.x & 0xFFFFu) | (round_stochastic(m[1], r.x >> 16) << 16),
            round_stochastic(m[2], r.y & 0xFFFFu) | (round_stochastic(m[3], r.y >> 16) << 16));
        *(uint2*)(second + index) = make_uint2(
            round_stochastic(v[0], r.z & 0xFFFFu) | (round_stochastic(v[1], r.z >> 16) << 16),
            round_stochastic(v[2], r.w & 0xFFFFu) | (round_stochastic(v[3], r.w >> 16) << 16));
        store_direction(member.direction + index, n);
    }
}

// The largest code that is no more than a number, and how far the number is on the way to the next one.
__device__ __forceinline__ unsigned encode(const float* code, float number, unsigned random)
{
    int below = 0;
#pragma unroll
    for (int half = 128; half > 0; half >>= 1)
    {
        below = code[below + half] <= number ? below + half : below;
    }
    if (below == 255 || code[0] > number)
    {
        return below;
    }
    float share = (number - code[below]) / (code[below + 1] - code[below]);
    return random * (1.0f / 4294967296.0f) < share ? below + 1 : below;
}

__device__ __forceinline__ float largest_of_warp(float number)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        number = fmaxf(number, __shfl_xor_sync(0xFFFFFFFFu, number, offset));
    }
    return number;
}

// A warp has a block of 256, a thread eight neighbours of it.
extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_8bit(
    const Moments* members, long long count, double beta1, double beta2, float epsilon, unsigned long long seed, const float* codes)
{
    __shared__ float tables[512];
    __shared__ float shared[2];
    Moments member = members[blockIdx.y];
    if (*member.is_finite == 0)
    {
        return;
    }
    tables[threadIdx.x] = codes[threadIdx.x];
    tables[threadIdx.x + 256] = codes[threadIdx.x + 256];
    if (threadIdx.x == 0)
    {
        corrections(*member.step, beta1, beta2, shared[0], shared[1]);
    }
    __syncthreads();
    const float* code1 = tables;
    const float* code2 = tables + 256;
    Decays decays = decays_of(beta1, beta2, epsilon);
    float correction1 = shared[0], correction2 = shared[1];
    unsigned step = (unsigned)*member.step;
    Key2 key1 = {(unsigned)seed, (unsigned)(seed >> 32)}, key2 = {(unsigned)seed, (unsigned)(seed >> 32) ^ 0x01000000u};
    unsigned char* first = (unsigned char*)member.first;
    unsigned char* second = (unsigned char*)member.second;
    int lane = threadIdx.x & 31;
    long long blocks = (count + BLOCK - 1) / BLOCK;
    for (long long block = blockIdx.x * (ADAM_THREADS / 32) + (threadIdx.x >> 5); block < blocks; block += gridDim.x * (ADAM_THREADS / 32))
    {
        long long index = block * BLOCK + 8 * lane;
        bool is_there = index < count;
        float m[8] = {}, v[8] = {}, n[8];
        if (is_there)
        {
            float scale1 = member.first_scales[block], scale2 = member.second_scales[block];
            uint2 c1 = *(uint2*)(first + index), c2 = *(uint2*)(second + index);
            float4 ga = *(const float4*)(member.gradient + index), gb = *(const float4*)(member.gradient + index + 4);
            float g[8] = {ga.x, ga.y, ga.z, ga.w, gb.x, gb.y, gb.z, gb.w};
#pragma unroll
            for (int k = 0; k < 8; k++)
            {
                m[k] = code1[((k < 4 ? c1.x : c1.y) >> (8 * (k & 3))) & 255u] * scale1;
                v[k] = code2[((k < 4 ? c2.x : c2.y) >> (8 * (k & 3))) & 255u] * scale2;
                n[k] = advance(g[k], m[k], v[k], decays, correction1, correction2);
            }
        }
        float largest1 = 0, largest2 = 0;
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            largest1 = fmaxf(largest1, fabsf(m[k]));
            largest2 = fmaxf(largest2, v[k]);
        }
        largest1 = largest_of_warp(largest1);
        largest2 = largest_of_warp(largest2);
        if (!is_there)
        {
            continue;
        }
        unsigned e1[2] = {0, 0}, e2[2] = {0, 0};
#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            uint4 counter = make_uint4((unsigned)(index >> 2) + half, step, (unsigned)member.name, (unsigned)(member.name >> 32));
            uint4 r1 = philox(counter, key1), r2 = philox(counter, key2);
            unsigned a1[4] = {r1.x, r1.y, r1.z, r1.w}, a2[4] = {r2.x, r2.y, r2.z, r2.w};
#pragma unroll
            for (int k = 0; k < 4; k++)
            {
                unsigned b1 = largest1 == 0 ? 0 : encode(code1, m[4 * half + k] / largest1, a1[k]);
                unsigned b2 = largest2 == 0 ? 0 : encode(code2, v[4 * half + k] / largest2, a2[k]);
                e1[half] |= b1 << (8 * k);
                e2[half] |= b2 << (8 * k);
            }
        }
        *(uint2*)(first + index) = make_uint2(e1[0], e1[1]);
        *(uint2*)(second + index) = make_uint2(e2[0], e2[1]);
        if (lane == 0)
        {
            member.first_scales[block] = largest1;
            member.second_scales[block] = largest2;
        }
        float low[4] = {n[0], n[1], n[2], n[3]}, high[4] = {n[4], n[5], n[6], n[7]};
        store_direction(member.direction + index, low);
        store_direction(member.direction + index + 4, high);
    }
}
