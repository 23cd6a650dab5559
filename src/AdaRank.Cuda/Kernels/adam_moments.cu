// Adam's moments and direction for all matrices of a bank in one pass (method.md eq. 4.1 to 4.4): elementwise, so the layout does not
// matter. Moments are in fp32, in bfloat16 rounded stochastically, or in 8 bits by blocks of 256 as on the CPU. R is in fp32, or in bfloat16
// where moments are no finer themselves. The direction goes out in the type of the weights, ready for the product with the basis.
// Corrections are those of each matrix, which counts its own steps. Gradients may be clipped by a factor that is on the device (null for none): R is
// linear in G, so it is the projected gradient that is multiplied, and G is never written.

#define ADAM_THREADS 256
#define BLOCK 256

struct Moments
{
    const void* gradient;
    void* first;
    void* second;
    float* first_scales;
    float* second_scales;
    void* direction;
    unsigned long long name;
    long long* step;
    int* is_finite;
    double* energy;
    float2* corrections;
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

// Eight neighbours, read and written at once.
struct Eight
{
    float x[8];
};

__device__ __forceinline__ Eight read_eight(const float* numbers)
{
    float4 low = *(const float4*)numbers, high = *(const float4*)(numbers + 4);
    return {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
}

__device__ __forceinline__ Eight read_eight(const unsigned short* numbers)
{
    uint4 pairs = *(const uint4*)numbers;
    return {
        low_half(pairs.x), high_half(pairs.x), low_half(pairs.y), high_half(pairs.y), low_half(pairs.z), high_half(pairs.z), low_half(pairs.w), high_half(pairs.w)};
}

__device__ __forceinline__ Eight multiply(const Eight& n, float factor)
{
    Eight result;
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        result.x[k] = factor * n.x[k];
    }
    return result;
}

__device__ __forceinline__ void write_eight(float* target, const Eight& n)
{
    *(float4*)target = make_float4(n.x[0], n.x[1], n.x[2], n.x[3]);
    *(float4*)(target + 4) = make_float4(n.x[4], n.x[5], n.x[6], n.x[7]);
}

__device__ __forceinline__ void write_eight(unsigned short* target, const Eight& n)
{
    unsigned pairs[4];
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        pairs[k] = round_to_nearest(n.x[2 * k]) | (round_to_nearest(n.x[2 * k + 1]) << 16);
    }
    *(uint4*)target = make_uint4(pairs[0], pairs[1], pairs[2], pairs[3]);
}

__device__ __forceinline__ void write_eight_stochastic(unsigned short* target, const Eight& n, uint4 random)
{
    unsigned pairs[4], bits[4] = {random.x, random.y, random.z, random.w};
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        pairs[k] = round_stochastic(n.x[2 * k], bits[k] & 0xFFFFu) | (round_stochastic(n.x[2 * k + 1], bits[k] >> 16) << 16);
    }
    *(uint4*)target = make_uint4(pairs[0], pairs[1], pairs[2], pairs[3]);
}

// Decides on the device whether a matrix takes part in the step, and counts it: no host has to wait for the answer.
__device__ __forceinline__ void begin_step(const Moments& member, double energy, double beta1, double beta2)
{
    int is_finite = energy <= 3.4028234663852886e38;
    long long step = *member.step + is_finite;
    *member.is_finite = is_finite;
    *member.energy = energy;
    *member.step = step;

    // 1 - beta^t in double, as the CPU does it; here and not where it is needed, since a power in double takes long.
    *member.corrections = make_float2((float)(1.0 / (1.0 - pow(beta1, (double)step))), (float)(1.0 / (1.0 - pow(beta2, (double)step))));
}

// Sums of squares, in parts that the block which is done last adds in a fixed order, so that a run repeats to the last bit.
template <typename R>
__device__ __forceinline__ void sum_squares(const Moments* members, double* parts, unsigned* arrivals, long long count, double beta1, double beta2, const float* gradient_scale)
{
    Moments member = members[blockIdx.y];
    const R* gradient = (const R*)member.gradient;
    float scale = gradient_scale == nullptr ? 1 : *gradient_scale;
    double sum = 0;
    for (long long index = 8LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 8LL * gridDim.x * ADAM_THREADS)
    {
        Eight g = multiply(read_eight(gradient + index), scale);
#pragma unroll
        for (int k = 0; k < 8; k += 2)
        {
            sum += (double)g.x[k] * g.x[k] + (double)g.x[k + 1] * g.x[k + 1];
        }
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
    if (threadIdx.x != 0)
    {
        return;
    }
    double total = 0;
    for (int warp = 0; warp < ADAM_THREADS / 32; warp++)
    {
        total += warps[warp];
    }
    double* mine = parts + blockIdx.y * gridDim.x;
    mine[blockIdx.x] = total;
    __threadfence();
    if (atomicAdd(arrivals + blockIdx.y, 1u) != gridDim.x - 1)
    {
        return;
    }

    // All parts are written. The next step counts from 0 again.
    arrivals[blockIdx.y] = 0;
    double energy = 0;
    for (int part = 0; part < gridDim.x; part++)
    {
        energy += __ldcg(mine + part);
    }
    begin_step(member, energy, beta1, beta2);
}

#define SUM_ARGUMENTS const Moments *members, double *parts, unsigned *arrivals, long long count, double beta1, double beta2, const float *gradient_scale

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) square_sums_fp32(SUM_ARGUMENTS)
{
    sum_squares<float>(members, parts, arrivals, count, beta1, beta2, gradient_scale);
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) square_sums_bf16(SUM_ARGUMENTS)
{
    sum_squares<unsigned short>(members, parts, arrivals, count, beta1, beta2, gradient_scale);
}

// What a thread needs of its matrix.
struct Work
{
    Moments member;
    Decays decays;
    float2 corrections;
    float gradient_scale;
    unsigned step;
    bool is_there;
};

__device__ __forceinline__ Work begin(const Moments* members, double beta1, double beta2, float epsilon, const float* gradient_scale)
{
    Work work;
    work.member = members[blockIdx.y];
    work.is_there = *work.member.is_finite != 0;
    work.decays = decays_of(beta1, beta2, epsilon);
    work.corrections = *work.member.corrections;
    work.gradient_scale = gradient_scale == nullptr ? 1 : *gradient_scale;
    work.step = (unsigned)*work.member.step;
    return work;
}

__device__ __forceinline__ uint4 random_of(const Work& work, long long index, Key2 key)
{
    return philox(make_uint4((unsigned)index, work.step, (unsigned)work.member.name, (unsigned)(work.member.name >> 32)), key);
}

__device__ __forceinline__ float advance(float g, float& m, float& v, const Work& work)
{
    g *= work.gradient_scale;
    m = fmaf(work.decays.beta1, m, work.decays.rest1 * g);
    v = fmaf(work.decays.beta2, v, work.decays.rest2 * g * g);
    return m * work.corrections.x / (sqrtf(v * work.corrections.y) + work.decays.epsilon);
}

__device__ __forceinline__ Eight advance(const Eight& g, Eight& m, Eight& v, const Work& work)
{
    Eight n;
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        n.x[k] = advance(g.x[k], m.x[k], v.x[k], work);
    }
    return n;
}

__device__ __forceinline__ void write_four(float* target, const float (&n)[4]) { *(float4*)target = make_float4(n[0], n[1], n[2], n[3]); }

__device__ __forceinline__ void write_four(unsigned short* target, const float (&n)[4])
{
    *(uint2*)target = make_uint2(
        round_to_nearest(n[0]) | (round_to_nearest(n[1]) << 16), round_to_nearest(n[2]) | (round_to_nearest(n[3]) << 16));
}

// Four at a time and not eight: neighbouring threads shall read neighbouring sixteen bytes.
template <typename N>
__device__ __forceinline__ void adam_fp32(const Work& work, long long count)
{
    if (!work.is_there)
    {
        return;
    }
    const float* gradient = (const float*)work.member.gradient;
    float* first = (float*)work.member.first;
    float* second = (float*)work.member.second;
    for (long long index = 4LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 4LL * gridDim.x * ADAM_THREADS)
    {
        float4 g = *(const float4*)(gradient + index);
        float4 m = *(float4*)(first + index), v = *(float4*)(second + index);
        float n[4];
        n[0] = advance(g.x, m.x, v.x, work);
        n[1] = advance(g.y, m.y, v.y, work);
        n[2] = advance(g.z, m.z, v.z, work);
        n[3] = advance(g.w, m.w, v.w, work);
        *(float4*)(first + index) = m;
        *(float4*)(second + index) = v;
        write_four((N*)work.member.direction + index, n);
    }
}

template <typename R, typename N>
__device__ __forceinline__ void adam_bf16(const Work& work, long long count, Key2 key)
{
    if (!work.is_there)
    {
        return;
    }
    const R* gradient = (const R*)work.member.gradient;
    unsigned short* first = (unsigned short*)work.member.first;
    unsigned short* second = (unsigned short*)work.member.second;
    for (long long index = 8LL * (blockIdx.x * ADAM_THREADS + threadIdx.x); index < count; index += 8LL * gridDim.x * ADAM_THREADS)
    {
        Eight g = read_eight(gradient + index), m = read_eight(first + index), v = read_eight(second + index);
        Eight n = advance(g, m, v, work);

        // One block of random bits for both moments: times an odd number, its words are as uniform as they were.
        uint4 random = random_of(work, index >> 3, key);
        write_eight_stochastic(first + index, m, random);
        write_eight_stochastic(
            second + index, v, make_uint4(random.x * 0x9E3779B1u, random.y * 0x9E3779B1u, random.z * 0x9E3779B1u, random.w * 0x9E3779B1u));
        write_eight((N*)work.member.direction + index, n);
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
template <typename R, typename N>
__device__ __forceinline__ void adam_8bit(const Work& work, long long count, unsigned long long seed, const float* codes)
{
    __shared__ float tables[512];
    if (!work.is_there)
    {
        return;
    }
    tables[threadIdx.x] = codes[threadIdx.x];
    tables[threadIdx.x + 256] = codes[threadIdx.x + 256];
    __syncthreads();
    const float* code1 = tables;
    const float* code2 = tables + 256;
    Key2 key1 = {(unsigned)seed, (unsigned)(seed >> 32)}, key2 = {(unsigned)seed, (unsigned)(seed >> 32) ^ 0x01000000u};
    const R* gradient = (const R*)work.member.gradient;
    unsigned char* first = (unsigned char*)work.member.first;
    unsigned char* second = (unsigned char*)work.member.second;
    int lane = threadIdx.x & 31;
    long long blocks = (count + BLOCK - 1) / BLOCK;
    for (long long block = blockIdx.x * (ADAM_THREADS / 32) + (threadIdx.x >> 5); block < blocks; block += gridDim.x * (ADAM_THREADS / 32))
    {
        long long index = block * BLOCK + 8 * lane;
        bool is_there = index < count;
        Eight m = {}, v = {}, n = {};
        if (is_there)
        {
            float scale1 = work.member.first_scales[block], scale2 = work.member.second_scales[block];
            uint2 c1 = *(uint2*)(first + index), c2 = *(uint2*)(second + index);
            Eight g = read_eight(gradient + index);
#pragma unroll
            for (int k = 0; k < 8; k++)
            {
                m.x[k] = code1[((k < 4 ? c1.x : c1.y) >> (8 * (k & 3))) & 255u] * scale1;
                v.x[k] = code2[((k < 4 ? c2.x : c2.y) >> (8 * (k & 3))) & 255u] * scale2;
            }
            n = advance(g, m, v, work);
        }
        float largest1 = 0, largest2 = 0;
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            largest1 = fmaxf(largest1, fabsf(m.x[k]));
            largest2 = fmaxf(largest2, v.x[k]);
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
            uint4 r1 = random_of(work, (index >> 2) + half, key1), r2 = random_of(work, (index >> 2) + half, key2);
            unsigned a1[4] = {r1.x, r1.y, r1.z, r1.w}, a2[4] = {r2.x, r2.y, r2.z, r2.w};
#pragma unroll
            for (int k = 0; k < 4; k++)
            {
                unsigned b1 = largest1 == 0 ? 0 : encode(code1, m.x[4 * half + k] / largest1, a1[k]);
                unsigned b2 = largest2 == 0 ? 0 : encode(code2, v.x[4 * half + k] / largest2, a2[k]);
                e1[half] |= b1 << (8 * k);
                e2[half] |= b2 << (8 * k);
            }
        }
        *(uint2*)(first + index) = make_uint2(e1[0], e1[1]);
        *(uint2*)(second + index) = make_uint2(e2[0], e2[1]);
        if (lane == 0)
        {
            work.member.first_scales[block] = largest1;
            work.member.second_scales[block] = largest2;
        }
        write_eight((N*)work.member.direction + index, n);
    }
}

// For each encoding of moments a kernel for weights in bfloat16 and one for weights in fp32.
#define ADAM_ARGUMENTS const Moments *members, long long count, double beta1, double beta2, float epsilon, const float *gradient_scale
#define ADAM_WORK begin(members, beta1, beta2, epsilon, gradient_scale)

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_fp32_for_bf16(ADAM_ARGUMENTS) { adam_fp32<unsigned short>(ADAM_WORK, count); }

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_fp32_for_fp32(ADAM_ARGUMENTS) { adam_fp32<float>(ADAM_WORK, count); }

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_bf16_for_bf16(ADAM_ARGUMENTS, unsigned long long seed)
{
    adam_bf16<unsigned short, unsigned short>(ADAM_WORK, count, Key2{(unsigned)seed, (unsigned)(seed >> 32)});
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_bf16_for_fp32(ADAM_ARGUMENTS, unsigned long long seed)
{
    adam_bf16<float, float>(ADAM_WORK, count, Key2{(unsigned)seed, (unsigned)(seed >> 32)});
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_8bit_for_bf16(ADAM_ARGUMENTS, unsigned long long seed, const float* codes)
{
    adam_8bit<unsigned short, unsigned short>(ADAM_WORK, count, seed, codes);
}

extern "C" __global__ void __launch_bounds__(ADAM_THREADS) adam_8bit_for_fp32(ADAM_ARGUMENTS, unsigned long long seed, const float* codes)
{
    adam_8bit<float, float>(ADAM_WORK, count, seed, codes);
}
