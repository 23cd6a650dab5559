// bfloat16 by its bits: NVRTC then needs no header of the CUDA toolkit.

#define LARGEST_BFLOAT16 3.38953139e38f

__device__ __forceinline__ float low_half(unsigned pair) { return __uint_as_float(pair << 16); }
__device__ __forceinline__ float high_half(unsigned pair) { return __uint_as_float(pair & 0xFFFF0000u); }

// Rounds up with the probability that the dropped bits state, so that the mean of many roundings is the number itself.
__device__ __forceinline__ unsigned round_stochastic(float number, unsigned random16)
{
    unsigned bits = __float_as_uint(number);
    unsigned carried = bits + random16;

    // Infinity and NaN stay what they are, and the largest number must not become infinite by chance.
    return ((carried & 0x7F800000u) == 0x7F800000u ? bits : carried) >> 16;
}

__device__ __forceinline__ unsigned round_to_nearest(float number)
{
    unsigned bits = __float_as_uint(number);
    bool is_nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
    return is_nan ? (bits >> 16) | 0x40u : (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
}
