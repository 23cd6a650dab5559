// What a refresh begins with: ||G||^2 of each gradient, a power of two that brings it to a norm near one, the columns at which the sketch
// starts, and the rounding of columns for the products with G.

#define START_THREADS 256
#define NOT_FINITE 1
#define ZERO 2

struct Member
{
    const void* gradient;
    const unsigned short* basis;
    unsigned long long name;
    unsigned draw;
    int rank;
    int ld;
    int unused;
};

__device__ __forceinline__ float square_sum(uint4 w)
{
    float even = low_half(w.x) * low_half(w.x), odd = high_half(w.x) * high_half(w.x);
    even = fmaf(low_half(w.y), low_half(w.y), even);
    odd = fmaf(high_half(w.y), high_half(w.y), odd);
    even = fmaf(low_half(w.z), low_half(w.z), even);
    odd = fmaf(high_half(w.z), high_half(w.z), odd);
    even = fmaf(low_half(w.w), low_half(w.w), even);
    odd = fmaf(high_half(w.w), high_half(w.w), odd);
    return even + odd;
}

__device__ __noinline__ double exact_square_sum(uint4 w)
{
    unsigned words[4] = {w.x, w.y, w.z, w.w};
    double sum = 0;
    for (int k = 0; k < 4; k++)
    {
        double low = low_half(words[k]), high = high_half(words[k]);
        sum += low * low + high * high;
    }
    return sum;
}

// Squares of a few numbers in fp32 are exact enough unless they leave its range; NaN and Inf come out of double as they are, too.
__device__ __forceinline__ bool is_in_range(float sum) { return sum > 1e-25f && sum < 1e35f; }

// In a fixed order, so that a run repeats to the last bit.
__device__ __forceinline__ void write_block_sum(double sum, double* target)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_down_sync(0xFFFFFFFFu, sum, offset);
    }
    __shared__ double warps[START_THREADS / 32];
    if ((threadIdx.x & 31) == 0)
    {
        warps[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    if (threadIdx.x == 0)
    {
        double total = 0;
        for (int warp = 0; warp < START_THREADS / 32; warp++)
        {
            total += warps[warp];
        }
        *target = total;
    }
}

extern "C" __global__ void __launch_bounds__(START_THREADS) gradient_squares_bf16(const Member* members, double* parts, long long count)
{
    const unsigned short* gradient = (const unsigned short*)members[blockIdx.y].gradient;
    const uint4* words = (const uint4*)gradient;
    long long eights = ((unsigned long long)gradient & 15) == 0 ? count / 8 : 0;
    long long first = (long long)blockIdx.x * START_THREADS + threadIdx.x, stride = (long long)gridDim.x * START_THREADS;
    double sum = 0;
    long long index = first;

    // Four loads on their way before the first is used.
    for (; index + 3 * stride < eights; index += 4 * stride)
    {
        uint4 a = words[index], b = words[index + stride], c = words[index + 2 * stride], d = words[index + 3 * stride];
        float four = (square_sum(a) + square_sum(b)) + (square_sum(c) + square_sum(d));
        sum += is_in_range(four) ? four : exact_square_sum(a) + exact_square_sum(b) + exact_square_sum(c) + exact_square_sum(d);
    }
    for (; index < eights; index += stride)
    {
        sum += exact_square_sum(words[index]);
    }
    for (long long single = 8 * eights + first; single < count; single += stride)
    {
        double x = low_half(gradient[single]);
        sum += x * x;
    }
    write_block_sum(sum, parts + (long long)blockIdx.y * gridDim.x + blockIdx.x);
}

extern "C" __global__ void __launch_bounds__(START_THREADS) gradient_squares_fp32(const Member* members, double* parts, long long count)
{
    const float* gradient = (const float*)members[blockIdx.y].gradient;
    double sum = 0;
    for (long long index = (long long)blockIdx.x * START_THREADS + threadIdx.x; index < count; index += (long long)gridDim.x * START_THREADS)
    {
        double x = gradient[index];
        sum += x * x;
    }
    write_block_sum(sum, parts + (long long)blockIdx.y * gridDim.x + blockIdx.x);
}

// Adds the parts and chooses the scale: a power of two, so that multiplying by it rounds nothing.
extern "C" __global__ void begin_refresh(
    const double* parts, int part_count, int matrices, float* scales, int* statuses, double* report, int report_ld, int width)
{
    int matrix = blockIdx.x * blockDim.x + threadIdx.x;
    if (matrix >= matrices)
    {
        return;
    }
    double total = 0;
    for (int part = 0; part < part_count; part++)
    {
        total += parts[(long long)matrix * part_count + part];
    }
    int status = 0, exponent = 0;
    if (!(total <= 1.7e308))
    {
        status = NOT_FINITE;
    }
    else if (total == 0)
    {
        status = ZERO;
    }
    else
    {
        exponent = ilogb(total) / 2;
        exponent = exponent > 100 ? 100 : exponent < -100 ? -100 : exponent;
    }
    scales[matrix] = ldexpf(1.0f, -exponent);
    statuses[matrix] = status;
    report[(long long)matrix * report_ld + width] = total;
}

__device__ __forceinline__ void store_column(unsigned short* target, float value) { *target = (unsigned short)round_to_nearest(value); }
__device__ __forceinline__ void store_column(float* target, float value) { *target = value; }

// How many columns of the old basis stay: all but some for what is new, unless there is room for all directions.
__device__ __forceinline__ int kept_columns(int rank, int columns, int fresh)
{
    return rank < columns - fresh ? rank : columns - fresh;
}

template <typename T>
__device__ __forceinline__ void start_at_basis(const Member* members, T* target, const float* scales, int rows, int columns, int ld, int fresh)
{
    Member member = members[blockIdx.y];
    int kept = kept_columns(member.rank, columns, fresh);
    float scale = scales[blockIdx.y];
    target += (long long)blockIdx.y * rows * ld;
    unsigned count = (unsigned)rows * columns;
    for (unsigned index = blockIdx.x * START_THREADS + threadIdx.x; index < count; index += gridDim.x * START_THREADS)
    {
        unsigned row = index / columns, column = index % columns;
        if ((int)column < kept)
        {
            store_column(target + (long long)row * ld + column, scale * low_half(member.basis[(long long)row * member.ld + column]));
        }
    }
}

// The numbers of the CPU's source: a pair by the counter (pair, draw, name), the matrix filled row by row. With `is_warm` the matrix is
// what the old basis leaves of the columns.
template <typename T>
__device__ __forceinline__ void draw_gaussians(
    const Member* members, T* target, const float* scales, int rows, int columns, int ld, int is_warm, int fresh, float amplitude, unsigned long long seed)
{
    Member member = members[blockIdx.y];
    int first = is_warm ? kept_columns(member.rank, columns, fresh) : 0;
    unsigned width = columns - first;
    unsigned count = (unsigned)rows * width;
    if (width == 0)
    {
        return;
    }
    float scale = scales[blockIdx.y] * amplitude;
    Key2 key = {(unsigned)seed, (unsigned)(seed >> 32)};
    target += (long long)blockIdx.y * rows * ld + first;
    for (unsigned pair = blockIdx.x * START_THREADS + threadIdx.x; 2 * pair < count; pair += gridDim.x * START_THREADS)
    {
        uint4 bits = philox(make_uint4(pair, member.draw, (unsigned)member.name, (unsigned)(member.name >> 32)), key);
        double uniform = (double)(((((unsigned long long)bits.y << 32) | bits.x) >> 11) + 1) * (1.0 / 9007199254740992.0);
        double angle = (double)((((unsigned long long)bits.w << 32) | bits.z) >> 11) * (1.0 / 9007199254740992.0);
        double radius = sqrt(-2.0 * log(uniform)), sine, cosine;
        sincos(6.283185307179586 * angle, &sine, &cosine);
        unsigned index = 2 * pair;
        store_column(target + (long long)(index / width) * ld + index % width, scale * (float)(radius * cosine));
        if (++index < count)
        {
            store_column(target + (long long)(index / width) * ld + index % width, scale * (float)(radius * sine));
        }
    }
}

#define START(SUFFIX, TYPE)                                                                                                             \
    extern "C" __global__ void __launch_bounds__(START_THREADS) start_at_basis_##SUFFIX(                                                \
        const Member* members, TYPE* target, const float* scales, int rows, int columns, int ld, int fresh)                             \
    {                                                                                                                                   \
        start_at_basis(members, target, scales, rows, columns, ld, fresh);                                                              \
    }                                                                                                                                   \
    extern "C" __global__ void __launch_bounds__(START_THREADS) draw_gaussians_##SUFFIX(                                                \
        const Member* members, TYPE* target, const float* scales, int rows, int columns, int ld, int is_warm, int fresh, float amplitude, \
        unsigned long long seed)                                                                                                        \
    {                                                                                                                                   \
        draw_gaussians(members, target, scales, rows, columns, ld, is_warm, fresh, amplitude, seed);                                    \
    }

START(bf16, unsigned short)
START(fp32, float)

// Columns times the power of two of their matrix, ready for a product with its gradient. `count` numbers a matrix, a multiple of eight.
extern "C" __global__ void __launch_bounds__(START_THREADS) scale_columns_bf16(const float* source, unsigned short* target, const float* scales, long long count)
{
    float scale = scales[blockIdx.y];
    const float4* from = (const float4*)(source + blockIdx.y * count);
    uint4* to = (uint4*)(target + blockIdx.y * count);
    for (long long index = (long long)blockIdx.x * START_THREADS + threadIdx.x; index < count / 8; index += (long long)gridDim.x * START_THREADS)
    {
        float4 a = from[2 * index], b = from[2 * index + 1];
        to[index] = make_uint4(
            round_to_nearest(scale * a.x) | (round_to_nearest(scale * a.y) << 16), round_to_nearest(scale * a.z) | (round_to_nearest(scale * a.w) << 16),
            round_to_nearest(scale * b.x) | (round_to_nearest(scale * b.y) << 16), round_to_nearest(scale * b.z) | (round_to_nearest(scale * b.w) << 16));
    }
}

extern "C" __global__ void __launch_bounds__(START_THREADS) scale_columns_fp32(const float* source, float* target, const float* scales, long long count)
{
    float scale = scales[blockIdx.y];
    const float4* from = (const float4*)(source + blockIdx.y * count);
    float4* to = (float4*)(target + blockIdx.y * count);
    for (long long index = (long long)blockIdx.x * START_THREADS + threadIdx.x; index < count / 4; index += (long long)gridDim.x * START_THREADS)
    {
        float4 a = from[index];
        to[index] = make_float4(scale * a.x, scale * a.y, scale * a.z, scale * a.w);
    }
}
