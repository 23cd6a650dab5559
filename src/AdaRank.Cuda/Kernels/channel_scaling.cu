// How much longer Adam's direction is than the projected gradient, per channel or for the whole matrix, the limiter of its growth, and
// weights that move along the gradient itself, scaled so: the part of Fira outside the subspace, and APOLLO (method.md eq. 7.2 to 7.5).
// A channel is a column of the canonical gradient: a line of R and N, [L, ld]; for a left projection a column of G, for a right one a row.

#define THREADS 256
#define WARPS (THREADS / 32)
#define COLUMNS 256
#define LINES 64
#define BATCH 4
#define SUMS 3

#define FIRA 0
#define APOLLO_CHANNEL 1
#define APOLLO_TENSOR 2

__device__ __forceinline__ double sum_of_warp(double sum)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_xor_sync(0xFFFFFFFFu, sum, offset);
    }
    return sum;
}

// Eight neighbours of a line; zeros beyond its end.
template <bool IS_ALIGNED>
__device__ __forceinline__ uint4 load_neighbours(const unsigned short* line, int column, int columns)
{
    if (IS_ALIGNED)
    {
        return *(const uint4*)(line + column);
    }
    unsigned words[4] = {0, 0, 0, 0};
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        if (column + k < columns)
        {
            words[k / 2] |= (unsigned)line[column + k] << (16 * (k & 1));
        }
    }
    return make_uint4(words[0], words[1], words[2], words[3]);
}

template <bool IS_ALIGNED>
__device__ __forceinline__ void store_neighbours(unsigned short* line, int column, int columns, uint4 eight)
{
    if (IS_ALIGNED)
    {
        *(uint4*)(line + column) = eight;
        return;
    }
    unsigned words[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        if (column + k < columns)
        {
            line[column + k] = (unsigned short)(words[k / 2] >> (16 * (k & 1)));
        }
    }
}

__device__ __forceinline__ void add_squares(uint4 eight, double (&sums)[8])
{
    float x[8];
    unpack_eight(eight, x);
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        sums[k] = fma((double)x[k], (double)x[k], sums[k]);
    }
}

// Squares of LINES lines, column by column: a warp has 256 columns and every eighth line. A block writes one part of the sums.
template <bool IS_ALIGNED>
__device__ __forceinline__ void energies_of_columns(const unsigned short* gradient, double* energies, int rows, int columns)
{
    __shared__ double shared[WARPS][COLUMNS];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    int column = blockIdx.x * COLUMNS + 8 * lane;
    int end = min((int)(blockIdx.y + 1) * LINES, rows);
    double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    if (column < columns)
    {
#pragma unroll 4
        for (int row = blockIdx.y * LINES + warp; row < end; row += WARPS)
        {
            add_squares(load_neighbours<IS_ALIGNED>(gradient + (long long)row * columns, column, columns), sums);
        }
    }
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        shared[warp][8 * lane + k] = sums[k];
    }
    __syncthreads();
    double total = 0;
    for (int other = 0; other < WARPS; other++)
    {
        total += shared[other][threadIdx.x];
    }
    int mine = blockIdx.x * COLUMNS + threadIdx.x;
    if (mine < columns)
    {
        energies[(long long)blockIdx.y * columns + mine] = total;
    }
}

// Squares of each row: a warp has one.
template <bool IS_ALIGNED>
__device__ __forceinline__ void energies_of_rows(const unsigned short* gradient, double* energies, int rows, int columns)
{
    int lane = threadIdx.x & 31, row = blockIdx.x * WARPS + (threadIdx.x >> 5);
    if (row >= rows)
    {
        return;
    }
    double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
#pragma unroll 4
    for (int column = 8 * lane; column < columns; column += COLUMNS)
    {
        add_squares(load_neighbours<IS_ALIGNED>(gradient + (long long)row * columns, column, columns), sums);
    }
    double total = sum_of_warp(((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])));
    if (lane == 0)
    {
        energies[row] = total;
    }
}

#define ENERGIES(NAME, FUNCTION, IS_ALIGNED)                                                                                   \
    extern "C" __global__ void __launch_bounds__(THREADS) NAME(                                                                \
        const unsigned short* const* gradients, double* energies, int rows, int columns, long long distance)                   \
    {                                                                                                                          \
        FUNCTION<IS_ALIGNED>(gradients[blockIdx.z], energies + blockIdx.z * distance, rows, columns);                          \
    }

ENERGIES(energies_of_columns_16, energies_of_columns, true)
ENERGIES(energies_of_columns_2, energies_of_columns, false)
ENERGIES(energies_of_rows_16, energies_of_rows, true)
ENERGIES(energies_of_rows_2, energies_of_rows, false)

// R multiplied by a number on the device, before anything is taken from it: what clipping does to the whole gradient.
extern "C" __global__ void scale_projected(float* projected, const float* scale, long long fours)
{
    float factor = *scale;
    for (long long index = blockIdx.x * (long long)blockDim.x + threadIdx.x; index < fours; index += (long long)gridDim.x * blockDim.x)
    {
        float4 x = ((float4*)projected)[index];
        ((float4*)projected)[index] = make_float4(factor * x.x, factor * x.y, factor * x.z, factor * x.w);
    }
}

// f of the limiter (eq. 7.3), and the norm that was let through; before the first use, or after an update of zero, there is none.
__device__ __forceinline__ double excess_of(double norm, float* previous, double gamma, double correction)
{
    if (gamma == 0)
    {
        return 1;
    }
    double watched = norm / correction, before = *previous;
    double excess = before == 0 ? 1 : fmax(watched / (before + 1e-8), gamma) / gamma;
    *previous = (float)(watched / excess);
    return excess;
}

// phi of each channel, and what all of them are divided by. A warp has a channel at a time; the last block of a matrix adds the sums
// of all its blocks, in their order. `outside` is the share of a channel's energy below which none counts as outside the subspace.
extern "C" __global__ void __launch_bounds__(THREADS) scale_channels(
    const float* projected, const unsigned short* directions, const double* energies, const int* is_finite, const long long* steps,
    const float* gradient_scale, float* scalings, float* factors, float* previous, double* parts, unsigned* tickets,
    int channels, int ld, int energy_parts, int kind, double outside, double gamma, int is_raw, double beta1, double beta2)
{
    int matrix = blockIdx.y, lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    if (is_finite[matrix] == 0)
    {
        return;
    }
    projected += (long long)matrix * channels * ld;
    directions += (long long)matrix * channels * ld;
    energies += (long long)matrix * energy_parts * channels;
    double clip = gradient_scale == nullptr ? 1 : *gradient_scale;
    double sums[SUMS] = {0, 0, 0};
    for (int channel = blockIdx.x * WARPS + warp; channel < channels; channel += gridDim.x * WARPS)
    {
        const float* r = projected + (long long)channel * ld;
        const unsigned short* n = directions + (long long)channel * ld;
        double inside = 0, length = 0, whole = 0;
        for (int k = 8 * lane; k < ld; k += 256)
        {
            float a[8], b[8];
            read_floats(r + k, a);
            unpack_eight(*(const uint4*)(n + k), b);
#pragma unroll
            for (int i = 0; i < 8; i++)
            {
                inside = fma((double)a[i], (double)a[i], inside);
                length = fma((double)b[i], (double)b[i], length);
            }
        }
        for (int part = lane; part < energy_parts; part += 32)
        {
            whole += energies[(long long)part * channels + channel];
        }
        inside = sum_of_warp(inside);
        length = sum_of_warp(length);
        whole = sum_of_warp(whole) * clip * clip;
        double phi = sqrt(length) / (sqrt(inside) + 1e-8);
        if (kind == APOLLO_TENSOR)
        {
            sums[0] += whole;
            sums[1] += length;
            sums[2] += inside;
            phi = 1;
        }
        else
        {
            double energy = kind == FIRA ? whole - inside : whole;
            sums[0] += kind == FIRA && energy <= outside * whole ? 0 : phi * phi * energy;
        }
        if (lane == 0)
        {
            scalings[(long long)matrix * channels + channel] = (float)phi;
        }
    }

    __shared__ double shared[SUMS][WARPS];
    __shared__ unsigned ticket;
    if (lane == 0)
    {
        for (int which = 0; which < SUMS; which++)
        {
            shared[which][warp] = sums[which];
        }
    }
    __syncthreads();
    if (threadIdx.x != 0)
    {
        return;
    }
    double* mine = parts + ((long long)matrix * gridDim.x + blockIdx.x) * SUMS;
    for (int which = 0; which < SUMS; which++)
    {
        double total = 0;
        for (int other = 0; other < WARPS; other++)
        {
            total += shared[which][other];
        }
        mine[which] = total;
    }

    // What this block has written must be seen by whoever draws the last number.
    __threadfence();
    ticket = atomicAdd(tickets + matrix, 1);
    if (ticket != gridDim.x - 1)
    {
        return;
    }
    tickets[matrix] = 0;
    __threadfence();
    double totals[SUMS] = {0, 0, 0};
    volatile const double* all = parts + (long long)matrix * gridDim.x * SUMS;
    for (unsigned block = 0; block < gridDim.x; block++)
    {
        for (int which = 0; which < SUMS; which++)
        {
            totals[which] += all[SUMS * block + which];
        }
    }
    double step = (double)steps[matrix];
    double correction = is_raw ? sqrt(1 - pow(beta2, step)) / (1 - pow(beta1, step)) : 1;
    double phi = kind == APOLLO_TENSOR ? sqrt(totals[1]) / (sqrt(totals[2]) + 1e-8) : 1;
    factors[matrix] = (float)(phi / excess_of(phi * sqrt(totals[0]), previous + matrix, gamma, correction));
}

// N - R diag(s): what of the update is left inside the subspace, when the whole gradient was added.
extern "C" __global__ void __launch_bounds__(THREADS) take_scaled(
    unsigned short* directions, const float* projected, const float* scalings, const float* factors, const int* is_finite, int channels, int ld)
{
    int matrix = blockIdx.y;
    if (is_finite[matrix] == 0)
    {
        return;
    }
    float factor = factors[matrix];
    int eights = ld / 8;
    long long count = (long long)channels * eights;
    for (long long index = blockIdx.x * (long long)THREADS + threadIdx.x; index < count; index += (long long)gridDim.x * THREADS)
    {
        int channel = (int)(index / eights);
        long long place = ((long long)matrix * channels * eights + index) * 8;
        float scale = factor * scalings[(long long)matrix * channels + channel];
        float r[8], n[8];
        read_floats(projected + place, r);
        unpack_eight(*(const uint4*)(directions + place), n);
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            n[k] = fmaf(-scale, r[k], n[k]);
        }
        *(uint4*)(directions + place) = pack_nearest(n);
    }
}

// W <- W - decay W - rate s_j G: a warp has 256 columns and every eighth line of LINES.
template <bool IS_LEFT, bool IS_ALIGNED>
__device__ __forceinline__ void add_scaled(
    unsigned short* __restrict__ weight, const unsigned short* __restrict__ gradient, const float* __restrict__ scalings, float rate, float decay,
    int rows, int columns, Key2 key, unsigned long long name, unsigned step)
{
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    int column = blockIdx.x * COLUMNS + 8 * lane;
    if (column >= columns)
    {
        return;
    }
    unsigned eights = (columns + 7) / 8;
    float scale[8];
#pragma unroll
    for (int k = 0; k < 8; k++)
    {
        scale[k] = IS_LEFT && column + k < columns ? rate * scalings[column + k] : 0;
    }
    int end = min((int)(blockIdx.y + 1) * LINES, rows);
    for (int first = blockIdx.y * LINES + warp; first < end; first += BATCH * WARPS)
    {
        uint4 w[BATCH], g[BATCH];
#pragma unroll
        for (int i = 0; i < BATCH; i++)
        {
            int row = first + i * WARPS;
            if (row < end)
            {
                w[i] = load_neighbours<IS_ALIGNED>(weight + (long long)row * columns, column, columns);
                g[i] = load_neighbours<IS_ALIGNED>(gradient + (long long)row * columns, column, columns);
            }
        }
#pragma unroll
        for (int i = 0; i < BATCH; i++)
        {
            int row = first + i * WARPS;
            if (row < end)
            {
                float x[8], y[8];
                unpack_eight(w[i], x);
                unpack_eight(g[i], y);
                float of_row = IS_LEFT ? 0 : rate * scalings[row];
#pragma unroll
                for (int k = 0; k < 8; k++)
                {
                    x[k] -= fmaf(IS_LEFT ? scale[k] : of_row, y[k], decay * x[k]);
                }
                uint4 counter = make_uint4((unsigned)row * eights + (unsigned)(column >> 3), step, (unsigned)name, (unsigned)(name >> 32));
                store_neighbours<IS_ALIGNED>(weight + (long long)row * columns, column, columns, pack_stochastic(x, philox(counter, key)));
            }
        }
    }
}

#define ADD_SCALED(NAME, IS_LEFT, IS_ALIGNED)                                                                                              \
    extern "C" __global__ void __launch_bounds__(THREADS) NAME(                                                                            \
        unsigned short* const* weights, const unsigned short* const* gradients, const unsigned long long* names, const float* scalings,    \
        const float* factors, const float* gradient_scale, const int* is_finite, const long long* steps, int rows, int columns,            \
        int channels, float rate, float decay, unsigned long long seed)                                                                    \
    {                                                                                                                                      \
        int matrix = blockIdx.z;                                                                                                           \
        if (is_finite[matrix] == 0)                                                                                                        \
        {                                                                                                                                  \
            return;                                                                                                                        \
        }                                                                                                                                  \
        float scale = rate * factors[matrix] * (gradient_scale == nullptr ? 1.0f : *gradient_scale);                                       \
        add_scaled<IS_LEFT, IS_ALIGNED>(                                                                                                   \
            weights[matrix], gradients[matrix], scalings + (long long)matrix * channels, scale, decay, rows, columns,                      \
            Key2{(unsigned)seed, (unsigned)(seed >> 32)}, names[matrix], (unsigned)steps[matrix]);                                         \
    }

ADD_SCALED(add_scaled_left_16, true, true)
ADD_SCALED(add_scaled_left_2, true, false)
ADD_SCALED(add_scaled_right_16, false, true)
ADD_SCALED(add_scaled_right_2, false, false)
