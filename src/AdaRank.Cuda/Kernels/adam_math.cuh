// Adam's recursion and the storage of its moments, for kernels that have eight neighbours a thread (method.md eq. 4.1 to 4.4).

struct Decays
{
    float beta1, rest1, beta2, rest2, epsilon;
};

// 1 - beta is rounded from double: of 0.999 in fp32 it would be off by 5 parts in 100,000.
__device__ __forceinline__ Decays decays_of(double beta1, double beta2, float epsilon)
{
    return {(float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2), epsilon};
}

// What the correction of biases multiplies a moment by: 1 / (1 - beta^t), in double, as the CPU does it.
__device__ __forceinline__ float correction(double beta, long long step) { return (float)(1.0 / (1.0 - pow(beta, (double)step))); }

__device__ __forceinline__ float advance(float g, float& m, float& v, Decays d, float correction1, float correction2)
{
    m = fmaf(d.beta1, m, d.rest1 * g);
    v = fmaf(d.beta2, v, d.rest2 * g * g);
    return m * correction1 / (sqrtf(v * correction2) + d.epsilon);
}

// The largest code that is no more than a magnitude below or at 1, by its decade, which holds evenly spaced numbers. `is_signed` tells the
// code: 2^d numbers in decade d from place 127 + 2^d on, or 2^(d+1) from place 2^(d+1) - 1 on.
template <bool IS_SIGNED>
__device__ __forceinline__ int place_below(const float* code, float magnitude)
{
    float unit = 1e6f;
    int decade = 0;
#define FROM(LIMIT, UNIT, DECADE) if (magnitude >= LIMIT) { unit = UNIT; decade = DECADE; }
    FROM(1e-6f, 1e5f, 1)
    FROM(1e-5f, 1e4f, 2)
    FROM(1e-4f, 1e3f, 3)
    FROM(1e-3f, 1e2f, 4)
    FROM(1e-2f, 1e1f, 5)
    FROM(1e-1f, 1.0f, 6)
#undef FROM
    int numbers = 1 << (IS_SIGNED ? decade : decade + 1);
    int inside = (int)floorf((magnitude * unit - 0.1f) * (1 / 0.9f) * numbers - 0.5f);

    // Rounding can miss by one; the first and the last place are those of the table's ends.
    int place = max((IS_SIGNED ? 127 : -1) + numbers + inside, IS_SIGNED ? 127 : 0);
    place = min(place, 255);
    place -= place > (IS_SIGNED ? 127 : 0) && code[place] > magnitude;
    place += place < 255 && code[place < 255 ? place + 1 : 255] <= magnitude;
    return place;
}

// One of the two codes around a number, whose scale it was divided by, the nearer one more often; `uniform` is from 0 to 1.
template <bool IS_SIGNED>
__device__ __forceinline__ unsigned encode_number(const float* code, float number, float uniform)
{
    float magnitude = fabsf(number);
    int place = place_below<IS_SIGNED>(code, magnitude);
    if (place < 255)
    {
        float share = (magnitude - code[place]) / (code[place + 1] - code[place]);
        place += uniform < share;
    }

    // The code has 1, but no -1. A magnitude below the first number of the code without a sign has a share below 0.
    return IS_SIGNED && number < 0 ? max(254 - place, 0) : place;
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

#define MOMENTS_FLOAT32 0
#define MOMENTS_BFLOAT16 1
#define MOMENTS_8BIT 2

// Where the moments of one matrix or tensor lie. They are padded to whole blocks of 256 numbers, so that eight are always there.
struct MomentStore
{
    void* first;
    void* second;
    float* first_scales;
    float* second_scales;
};

__device__ __forceinline__ void unpack_eight(uint4 words, float (&x)[8])
{
    unsigned w[4] = {words.x, words.y, words.z, words.w};
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        x[2 * k] = low_half(w[k]);
        x[2 * k + 1] = high_half(w[k]);
    }
}

__device__ __forceinline__ uint4 pack_stochastic(const float (&x)[8], uint4 random)
{
    unsigned w[4], r[4] = {random.x, random.y, random.z, random.w};
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        w[k] = round_stochastic(x[2 * k], r[k] & 0xFFFFu) | (round_stochastic(x[2 * k + 1], r[k] >> 16) << 16);
    }
    return make_uint4(w[0], w[1], w[2], w[3]);
}

__device__ __forceinline__ uint4 pack_nearest(const float (&x)[8])
{
    unsigned w[4];
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        w[k] = round_to_nearest(x[2 * k]) | (round_to_nearest(x[2 * k + 1]) << 16);
    }
    return make_uint4(w[0], w[1], w[2], w[3]);
}

__device__ __forceinline__ void read_floats(const float* from, float (&x)[8])
{
    float4 a = *(const float4*)from, b = *(const float4*)(from + 4);
    x[0] = a.x, x[1] = a.y, x[2] = a.z, x[3] = a.w, x[4] = b.x, x[5] = b.y, x[6] = b.z, x[7] = b.w;
}

__device__ __forceinline__ void write_floats(float* to, const float (&x)[8])
{
    *(float4*)to = make_float4(x[0], x[1], x[2], x[3]);
    *(float4*)(to + 4) = make_float4(x[4], x[5], x[6], x[7]);
}

__device__ __forceinline__ void decode_eight(const void* codes, long long index, const float* code, float scale, float (&x)[8])
{
    uint2 c = *(const uint2*)((const unsigned char*)codes + index);
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        x[k] = code[((k < 4 ? c.x : c.y) >> (8 * (k & 3))) & 255u] * scale;
    }
}

template <bool IS_SIGNED>
__device__ __forceinline__ uint2 encode_eight(const float* code, const float (&x)[8], float largest, uint4 random)
{
    unsigned c[2] = {0, 0}, r[4] = {random.x, random.y, random.z, random.w};
    if (largest > 0)
    {
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            unsigned bits = k & 1 ? r[k / 2] >> 16 : r[k / 2] & 0xFFFFu;
            c[k / 4] |= encode_number<IS_SIGNED>(code, x[k] / largest, (bits + 0.5f) * (1.0f / 65536)) << (8 * (k & 3));
        }
    }
    return make_uint2(c[0], c[1]);
}

// Eight neighbours of both moments; `codes` are the tables of both codes, in shared memory.
template <int ENCODING>
__device__ __forceinline__ void read_moments(const MomentStore& store, long long index, const float* codes, float (&m)[8], float (&v)[8])
{
    if (ENCODING == MOMENTS_FLOAT32)
    {
        read_floats((const float*)store.first + index, m);
        read_floats((const float*)store.second + index, v);
    }
    else if (ENCODING == MOMENTS_BFLOAT16)
    {
        uint4 a = *(const uint4*)((const unsigned short*)store.first + index), b = *(const uint4*)((const unsigned short*)store.second + index);
        unpack_eight(a, m);
        unpack_eight(b, v);
    }
    else
    {
        decode_eight(store.first, index, codes, store.first_scales[index >> 8], m);
        decode_eight(store.second, index, codes + 256, store.second_scales[index >> 8], v);
    }
}

// Called by whole warps, whose lanes have the numbers of a block of 256 one after the other: lanes that have none pass zeros.
template <int ENCODING>
__device__ __forceinline__ void write_moments(
    const MomentStore& store, long long index, bool is_there, const float* codes, const float (&m)[8], const float (&v)[8],
    unsigned long long name, unsigned step, Key2 key)
{
    if (ENCODING == MOMENTS_FLOAT32)
    {
        if (is_there)
        {
            write_floats((float*)store.first + index, m);
            write_floats((float*)store.second + index, v);
        }
        return;
    }

    uint4 counter = make_uint4((unsigned)(index >> 3), step, (unsigned)name, (unsigned)(name >> 32));
    uint4 random1 = philox(counter, key), random2 = philox(counter, Key2{key.lo, key.hi ^ 0x01000000u});
    if (ENCODING == MOMENTS_BFLOAT16)
    {
        if (is_there)
        {
            *(uint4*)((unsigned short*)store.first + index) = pack_stochastic(m, random1);
            *(uint4*)((unsigned short*)store.second + index) = pack_stochastic(v, random2);
        }
        return;
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
    if (is_there)
    {
        *(uint2*)((unsigned char*)store.first + index) = encode_eight<true>(codes, m, largest1, random1);
        *(uint2*)((unsigned char*)store.second + index) = encode_eight<false>(codes + 256, v, largest2, random2);
        if ((index & 255) == 0)
        {
            store.first_scales[index >> 8] = largest1;
            store.second_scales[index >> 8] = largest2;
        }
    }
}
