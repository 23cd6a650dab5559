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

// The logarithm that the hardware has, right to 22 bits; it decides between two lines that meet, so that its error shows nowhere.
__device__ __forceinline__ float log2_of(float x)
{
    float result;
    asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

// Tables of 8-bit moments, in shared memory: the numbers of the code with a sign and of the one without, 256 each, then for each code eight
// lines of four numbers. A line says where in the code the magnitudes of a decade stand: number p = A magnitude - n / 9 - 1/2 of its n
// evenly spaced numbers, from 0 to n - 1; what p is short of 0 or beyond n - 1 is multiplied by the two other numbers, since the distance to
// the neighbouring decade is another.
#define CODE_TABLES (512 + 64)
#define CODE_LINES 512

// One of the two codes around a number, whose scale it was divided by, the nearer one more often. `centered` is uniform from -1/2 to 1/2.
// The low byte of the result is the code.
template <bool IS_SIGNED>
__device__ __forceinline__ unsigned encode_number(const float* tables, float number, float centered)
{
    // Added to this a small number is rounded to a whole one, which stands in the low bits.
    constexpr float WHOLE = 12582912.0f;
    float magnitude = fabsf(number);
    float decade = fminf(fmaxf(fmaf(log2_of(magnitude), 0.30103f, 6.5f), 0.0f), 6.0f);
    unsigned line = __float_as_uint(decade + WHOLE) & 7u;
    float4 of = *(const float4*)(tables + CODE_LINES + (IS_SIGNED ? 0 : 32) + 4 * line);
    float place = fmaf(magnitude, of.x, fmaf(of.y, -1.0f / 9, -0.5f));
    float below = fmaxf(-place, 0.0f), above = fmaxf(place - (of.y - 1), 0.0f);
    place = fmaf(above, of.w, fmaf(below, of.z, place));

    // The code has 1, but no -1.
    float code = IS_SIGNED ? 127 + copysignf(place + of.y + centered, number) : place + (of.y - 1) + centered;
    return __float_as_uint(fminf(fmaxf(code, 0.0f), 255.0f) + WHOLE);
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

// A number of sixteen random bits, as one from -1/2 to 1/2: its mantissa, less one and a half.
__device__ __forceinline__ float centered_of(unsigned bits16) { return __uint_as_float(0x3F800000u | (bits16 << 7)) - (1.5f - 1.0f / 131072); }

template <bool IS_SIGNED>
__device__ __forceinline__ uint2 encode_eight(const float* tables, const float (&x)[8], float inverse, uint4 random)
{
    unsigned c[8], r[4] = {random.x, random.y, random.z, random.w};
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        c[k] = encode_number<IS_SIGNED>(tables, x[k] * inverse, centered_of(k & 1 ? r[k / 2] >> 16 : r[k / 2] & 0xFFFFu));
    }
    return make_uint2(
        __byte_perm(__byte_perm(c[0], c[1], 0x0040), __byte_perm(c[2], c[3], 0x0040), 0x5410),
        __byte_perm(__byte_perm(c[4], c[5], 0x0040), __byte_perm(c[6], c[7], 0x0040), 0x5410));
}

// Eight neighbours of both moments.
template <int ENCODING>
__device__ __forceinline__ void read_moments(const MomentStore& store, long long index, const float* tables, float (&m)[8], float (&v)[8])
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
        decode_eight(store.first, index, tables, store.first_scales[index >> 8], m);
        decode_eight(store.second, index, tables + 256, store.second_scales[index >> 8], v);
    }
}

// Called by whole warps, whose lanes have the numbers of a block of 256 one after the other: lanes that have none pass zeros.
template <int ENCODING>
__device__ __forceinline__ void write_moments(
    const MomentStore& store, long long index, bool is_there, const float* tables, const float (&m)[8], const float (&v)[8],
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

    // Times an odd number random bits are as uniform as they were: one block serves both moments, whose means know nothing of each other.
    uint4 random1 = philox(make_uint4((unsigned)(index >> 3), step, (unsigned)name, (unsigned)(name >> 32)), key);
    uint4 random2 = make_uint4(random1.x * 0x9E3779B1u, random1.y * 0x9E3779B1u, random1.z * 0x9E3779B1u, random1.w * 0x9E3779B1u);
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

    // What has no quotient in fp32 is as good as zero; a scale of zero makes zeros of all codes.
    largest1 = largest1 < 1e-37f ? 0 : largest1;
    largest2 = largest2 < 1e-37f ? 0 : largest2;
    if (is_there)
    {
        *(uint2*)((unsigned char*)store.first + index) = encode_eight<true>(tables, m, largest1 == 0 ? 0 : 1 / largest1, random1);
        *(uint2*)((unsigned char*)store.second + index) = encode_eight<false>(tables, v, largest2 == 0 ? 0 : 1 / largest2, random2);
        if ((index & 255) == 0)
        {
            store.first_scales[index >> 8] = largest1;
            store.second_scales[index >> 8] = largest2;
        }
    }
}
