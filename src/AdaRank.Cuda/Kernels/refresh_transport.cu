// Moments into new coordinates (method.md eq. 5.1 to 5.5): from their encoding to fp32, and back from the products with R. M and V are
// [L, stride] with lines of the basis' columns, so the transposes of the formulas: M <- M R^T. V goes with the squares of R.

#define TRANSPORT_THREADS 256
#define BLOCK 256
#define NOT_FINITE 1

#define RULE_ROTATE 0
#define RULE_LINEAR_CLAMPED 1
#define ENCODING_FP32 0
#define ENCODING_BF16 1

struct Move
{
    const void* first;
    const void* second;
    const float* first_scales;
    const float* second_scales;
    void* to_first;
    void* to_second;
    float* to_first_scales;
    float* to_second_scales;
    const long long* step;
    const double* status;
    unsigned long long name;
};

__device__ __forceinline__ bool stays(const Move& move) { return move.status != nullptr && ((int)*move.status & NOT_FINITE) != 0; }

// 1 - beta^t for t completed steps; before any step both moments are zero, and what they are divided by does not matter.
__device__ __forceinline__ double correction_of(double beta, long long step) { return step < 1 ? 1.0 : 1.0 - pow(beta, (double)step); }

__device__ __forceinline__ void load_four(const void* numbers, const float* scales, const float* code, long long index, int encoding, float (&x)[4])
{
    if (encoding == ENCODING_FP32)
    {
        float4 four = *(const float4*)((const float*)numbers + index);
        x[0] = four.x, x[1] = four.y, x[2] = four.z, x[3] = four.w;
    }
    else if (encoding == ENCODING_BF16)
    {
        uint2 four = *(const uint2*)((const unsigned short*)numbers + index);
        x[0] = low_half(four.x), x[1] = high_half(four.x), x[2] = low_half(four.y), x[3] = high_half(four.y);
    }
    else
    {
        unsigned four = *(const unsigned*)((const unsigned char*)numbers + index);
        float scale = scales[index / BLOCK];
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            x[k] = code[(four >> (8 * k)) & 255u] * scale;
        }
    }
}

// The numbers of `count` of each matrix: M, V; for the rotation of mean and variance M / c1 and V / c2 - (M / c1)^2.
extern "C" __global__ void __launch_bounds__(TRANSPORT_THREADS) decode_moments(
    const Move* moves, float* first, float* second, long long count, int encoding, int rule, double beta1, double beta2, const float* codes)
{
    __shared__ float corrections[2];
    Move move = moves[blockIdx.y];
    if (threadIdx.x == 0)
    {
        corrections[0] = (float)(1.0 / correction_of(beta1, *move.step));
        corrections[1] = (float)(1.0 / correction_of(beta2, *move.step));
    }
    __syncthreads();
    float scale1 = rule == RULE_ROTATE ? corrections[0] : 1.0f, scale2 = rule == RULE_ROTATE ? corrections[1] : 1.0f;
    first += blockIdx.y * count;
    second += blockIdx.y * count;
    for (long long index = 4LL * (blockIdx.x * TRANSPORT_THREADS + threadIdx.x); index < count; index += 4LL * gridDim.x * TRANSPORT_THREADS)
    {
        float m[4], v[4];
        load_four(move.first, move.first_scales, codes, index, encoding, m);
        load_four(move.second, move.second_scales, codes + 256, index, encoding, v);
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            m[k] *= scale1;
            v[k] = rule == RULE_ROTATE ? fmaf(-m[k], m[k], v[k] * scale2) : v[k] * scale2;
        }
        *(float4*)(first + index) = make_float4(m[0], m[1], m[2], m[3]);
        *(float4*)(second + index) = make_float4(v[0], v[1], v[2], v[3]);
    }
}

extern "C" __global__ void __launch_bounds__(TRANSPORT_THREADS) square_numbers(const float* numbers, float* squares, long long count)
{
    for (long long index = (long long)blockIdx.x * TRANSPORT_THREADS + threadIdx.x; index < count; index += (long long)gridDim.x * TRANSPORT_THREADS)
    {
        squares[index] = numbers[index] * numbers[index];
    }
}

// Lines of `from_ld` numbers to lines of `to_ld`: cut off, or zeros behind. What is there beyond the old rank is not copied.
extern "C" __global__ void __launch_bounds__(TRANSPORT_THREADS) keep_coordinates(const float* from, float* to, long long lines, int from_ld, int to_ld, int kept)
{
    long long count = lines * to_ld;
    for (long long index = (long long)blockIdx.x * TRANSPORT_THREADS + threadIdx.x; index < count; index += (long long)gridDim.x * TRANSPORT_THREADS)
    {
        long long line = index / to_ld;
        int column = (int)(index % to_ld);
        to[index] = column < kept ? from[line * from_ld + column] : 0.0f;
    }
}

// The largest code that is no more than a number, or by chance the next one, so that the mean of many is the number.
__device__ __forceinline__ unsigned nearest_codes(const float* code, float number, unsigned random)
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

// A warp has a block of 256 numbers, a thread eight neighbours of it.
extern "C" __global__ void __launch_bounds__(TRANSPORT_THREADS) encode_moments(
    const Move* moves, const float* first, const float* second, long long count, int encoding, int rule, double beta1, double beta2,
    unsigned long long seed, const float* codes)
{
    __shared__ float tables[512];
    __shared__ float corrections[2];
    Move move = moves[blockIdx.y];
    if (stays(move))
    {
        return;
    }
    tables[threadIdx.x] = codes[threadIdx.x];
    tables[threadIdx.x + 256] = codes[threadIdx.x + 256];
    if (threadIdx.x == 0)
    {
        corrections[0] = (float)correction_of(beta1, *move.step);
        corrections[1] = (float)correction_of(beta2, *move.step);
    }
    __syncthreads();
    float scale1 = rule == RULE_ROTATE ? corrections[0] : 1.0f, scale2 = rule == RULE_ROTATE ? corrections[1] : 1.0f;
    unsigned step = (unsigned)*move.step;
    Key2 key1 = {(unsigned)seed, (unsigned)(seed >> 32)}, key2 = {(unsigned)seed, (unsigned)(seed >> 32) ^ 0x01000000u};
    first += blockIdx.y * count;
    second += blockIdx.y * count;
    int lane = threadIdx.x & 31;
    long long blocks = (count + BLOCK - 1) / BLOCK;
    for (long long block = blockIdx.x * (TRANSPORT_THREADS / 32) + (threadIdx.x >> 5); block < blocks; block += gridDim.x * (TRANSPORT_THREADS / 32))
    {
        long long index = block * BLOCK + 8 * lane;
        bool is_there = index < count;
        float m[8] = {}, v[8] = {}, largest1 = 0, largest2 = 0;
        if (is_there)
        {
            float4 a = *(const float4*)(first + index), b = *(const float4*)(first + index + 4);
            float4 c = *(const float4*)(second + index), d = *(const float4*)(second + index + 4);
            float m8[8] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}, v8[8] = {c.x, c.y, c.z, c.w, d.x, d.y, d.z, d.w};
#pragma unroll
            for (int k = 0; k < 8; k++)
            {
                m[k] = m8[k] * scale1;
                v[k] = rule == RULE_ROTATE ? scale2 * fabsf(fmaf(m8[k], m8[k], v8[k])) : rule == RULE_LINEAR_CLAMPED ? fmaxf(v8[k], 0.0f) : v8[k];
                largest1 = fmaxf(largest1, fabsf(m[k]));
                largest2 = fmaxf(largest2, v[k]);
            }
        }
        if (encoding == ENCODING_FP32)
        {
            if (is_there)
            {
                float4* to1 = (float4*)((float*)move.to_first + index);
                float4* to2 = (float4*)((float*)move.to_second + index);
                to1[0] = make_float4(m[0], m[1], m[2], m[3]);
                to1[1] = make_float4(m[4], m[5], m[6], m[7]);
                to2[0] = make_float4(v[0], v[1], v[2], v[3]);
                to2[1] = make_float4(v[4], v[5], v[6], v[7]);
            }
            continue;
        }
        unsigned words1[8], words2[8];
#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            uint4 counter = make_uint4((unsigned)(index >> 2) + half, step, (unsigned)move.name, (unsigned)(move.name >> 32));
            uint4 r1 = philox(counter, key1), r2 = philox(counter, key2);
            words1[4 * half] = r1.x, words1[4 * half + 1] = r1.y, words1[4 * half + 2] = r1.z, words1[4 * half + 3] = r1.w;
            words2[4 * half] = r2.x, words2[4 * half + 1] = r2.y, words2[4 * half + 2] = r2.z, words2[4 * half + 3] = r2.w;
        }
        if (encoding == ENCODING_BF16)
        {
            if (is_there)
            {
                unsigned e1[4], e2[4];
#pragma unroll
                for (int pair = 0; pair < 4; pair++)
                {
                    e1[pair] = round_stochastic(m[2 * pair], words1[2 * pair] >> 16) | (round_stochastic(m[2 * pair + 1], words1[2 * pair + 1] >> 16) << 16);
                    e2[pair] = round_stochastic(v[2 * pair], words2[2 * pair] >> 16) | (round_stochastic(v[2 * pair + 1], words2[2 * pair + 1] >> 16) << 16);
                }
                *(uint4*)((unsigned short*)move.to_first + index) = make_uint4(e1[0], e1[1], e1[2], e1[3]);
                *(uint4*)((unsigned short*)move.to_second + index) = make_uint4(e2[0], e2[1], e2[2], e2[3]);
            }
            continue;
        }
#pragma unroll
        for (int offset = 16; offset > 0; offset >>= 1)
        {
            largest1 = fmaxf(largest1, __shfl_xor_sync(0xFFFFFFFFu, largest1, offset));
            largest2 = fmaxf(largest2, __shfl_xor_sync(0xFFFFFFFFu, largest2, offset));
        }
        if (is_there)
        {
            unsigned e1[2] = {0, 0}, e2[2] = {0, 0};
#pragma unroll
            for (int k = 0; k < 8; k++)
            {
                unsigned b1 = largest1 == 0 ? 0 : nearest_codes(tables, m[k] / largest1, words1[k]);
                unsigned b2 = largest2 == 0 ? 0 : nearest_codes(tables + 256, v[k] / largest2, words2[k]);
                e1[k / 4] |= b1 << (8 * (k & 3));
                e2[k / 4] |= b2 << (8 * (k & 3));
            }
            *(uint2*)((unsigned char*)move.to_first + index) = make_uint2(e1[0], e1[1]);
            *(uint2*)((unsigned char*)move.to_second + index) = make_uint2(e2[0], e2[1]);
            if (lane == 0)
            {
                move.to_first_scales[block] = largest1;
                move.to_second_scales[block] = largest2;
            }
        }
    }
}
