// What the kernels that change weights in bfloat16 share: W <- decay W + scale A B^T.

// One matrix: weight, factors, the key of its random bits, whether it takes part (null: it does), and where the copy engine's maps of it stand.
struct Update
{
    unsigned short* weight;
    const unsigned short* a;
    const unsigned short* b;
    unsigned long long name;
    const int* is_finite;
    const unsigned char* maps;
};

__device__ __forceinline__ unsigned long long describe(unsigned address)
{
    // Start, stride of 1024 bytes from eight lines to the next eight, swizzling of 128 bytes; all in units of 16 bytes.
    return (unsigned long long)((address & 0x3FFFFu) >> 4) | (1ull << 16) | (64ull << 32) | (1ull << 62);
}

// Eight neighbours of a line of W: what they were, eight sums, and 128 random bits.
__device__ __forceinline__ uint4 update_eight(uint4 old, const float* s0, const float* s1, const float* s2, const float* s3, float decay, float scale, uint4 random)
{
    unsigned words[4] = {old.x, old.y, old.z, old.w}, bits[4] = {random.x, random.y, random.z, random.w};
    const float* sums[4] = {s0, s1, s2, s3};
    float x[8];
    bool is_odd = false;
#pragma unroll
    for (int k = 0; k < 4; k++)
    {
        x[2 * k] = fmaf(scale, sums[k][0], decay * low_half(words[k]));
        x[2 * k + 1] = fmaf(scale, sums[k][1], decay * high_half(words[k]));
        is_odd |= !(fabsf(x[2 * k]) <= LARGEST_BFLOAT16) | !(fabsf(x[2 * k + 1]) <= LARGEST_BFLOAT16);
    }
    if (is_odd)
    {
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            words[k] = round_stochastic(x[2 * k], bits[k] & 0xFFFFu) | (round_stochastic(x[2 * k + 1], bits[k] >> 16) << 16);
        }
    }
    else
    {
#pragma unroll
        for (int k = 0; k < 4; k++)
        {
            words[k] = __byte_perm(__float_as_uint(x[2 * k]) + (bits[k] & 0xFFFFu), __float_as_uint(x[2 * k + 1]) + (bits[k] >> 16), 0x7632);
        }
    }
    return make_uint4(words[0], words[1], words[2], words[3]);
}
