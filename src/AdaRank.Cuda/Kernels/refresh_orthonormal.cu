// Orthonormal columns by Cholesky QR (method.md, section 10), for all matrices of a bank at once: from S = Z^T Z = L L^T the factor
// T = L^-T, with which Z T is orthonormal. One block has a matrix of up to 160 columns in its shared memory; wider ones are factored
// block by block. Columns are brought to length one first, so that only their directions count. Where a pivot is not above the rounding
// errors of S, a shift of that size is added to the whole diagonal: columns then grow by a bounded factor, and the next pass does the rest.

#define FACTOR_THREADS 512
#define FACTOR_WARPS (FACTOR_THREADS / 32)
#define REPAIR_THREADS 256
#define REPAIR_ROWS 16
#define NOT_FINITE 1
#define REPAIRED 8
#define DEFICIENT 16

__device__ __forceinline__ float inverse_length(float square) { return square > 1e-30f ? 1.0f / sqrtf(square) : 0.0f; }

// Turns S, [k, k] in shared memory with its lower triangle, into L^-1 in the same place: elimination of the rows below a pivot works
// on S right of its column and on the inverse left of it. `w` has k numbers. Pivots that are not above `floor` are taken
// for it, which is no factor of S any more; with `drops` their columns are left out instead, which is written to `dropped`. Returns how many.
__device__ __forceinline__ int invert_factor(float* a, float* w, int k, int ld, float floor, bool drops, unsigned char* dropped)
{
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, low = 0;
    for (int j = 0; j < k; j++)
    {
        float pivot = a[j * ld + j];
        bool is_low = !(pivot > floor);
        float inverse = is_low ? (drops ? 0.0f : 1.0f / sqrtf(floor)) : 1.0f / sqrtf(pivot);
        low += is_low;
        for (int i = threadIdx.x; i < k; i += FACTOR_THREADS)
        {
            if (i > j)
            {
                w[i] = a[i * ld + j] * inverse;
            }
            else if (i < j)
            {
                float x = a[j * ld + i] * inverse;
                a[j * ld + i] = x;
                w[i] = x;
            }
            else
            {
                w[j] = inverse;
                if (drops)
                {
                    dropped[j] = is_low;
                }
            }
        }
        __syncthreads();
        for (int i = j + 1 + warp; i < k; i += FACTOR_WARPS)
        {
            float l = w[i];
            for (int c = lane; c <= i; c += 32)
            {
                float old = c == j ? 0.0f : a[i * ld + c];
                a[i * ld + c] = fmaf(-l, w[c], old);
            }
        }
        if (threadIdx.x == 0)
        {
            a[j * ld + j] = inverse;
        }
        __syncthreads();
    }
    return low;
}

// The lower triangle of S with columns of length one, and their old lengths, inverted.
__device__ __forceinline__ void load_equilibrated(const float* gram, float* a, float* d, int k, int ld, int ld_gram, bool is_equilibrated, float shift)
{
    for (int i = threadIdx.x; i < k; i += FACTOR_THREADS)
    {
        d[i] = is_equilibrated ? 1.0f : inverse_length(gram[(long long)i * ld_gram + i]);
    }
    __syncthreads();
    for (int i = threadIdx.x >> 5; i < k; i += FACTOR_WARPS)
    {
        for (int c = threadIdx.x & 31; c <= i; c += 32)
        {
            a[i * ld + c] = d[i] * gram[(long long)i * ld_gram + c] * d[c] + (i == c ? shift : 0.0f);
        }
    }
    __syncthreads();
}

// T[r, s] = d_r (L^-1)[s, r], zero below the diagonal.
__device__ __forceinline__ void store_factor(const float* a, const float* d, float* factor, int k, int ld, int ld_factor)
{
    for (int r = threadIdx.x >> 5; r < k; r += FACTOR_WARPS)
    {
        for (int s = threadIdx.x & 31; s < k; s += 32)
        {
            factor[(long long)r * ld_factor + s] = s >= r ? d[r] * a[s * ld + r] : 0.0f;
        }
    }
}

// `noise` is the size of rounding errors of an S with ones on its diagonal. What is equilibrated has its shift already: there
// the host is told of a shift that was too small.
extern "C" __global__ void __launch_bounds__(FACTOR_THREADS) invert_cholesky(
    const float* grams, float* factors, int* failures, int k, int ld_gram, long long distance, float noise, int is_equilibrated)
{
    extern __shared__ float shared[];
    int ld = k | 1;
    float* a = shared;
    float* w = a + k * ld;
    float* d = w + k;
    float shift = 0;
    for (int attempt = 0; attempt < 4; attempt++)
    {
        load_equilibrated(grams + blockIdx.x * distance, a, d, k, ld, ld_gram, is_equilibrated != 0, shift);
        int low = invert_factor(a, w, k, ld, 0.5f * noise, false, nullptr);
        if (is_equilibrated)
        {
            if (threadIdx.x == 0 && low > 0)
            {
                failures[blockIdx.x] = 1;
            }
            break;
        }
        if (low == 0)
        {
            break;
        }
        shift = attempt == 0 ? noise : 8.0f * shift;
    }
    store_factor(a, d, factors + blockIdx.x * distance, k, ld, ld_gram);
}

__device__ __forceinline__ float worst_of_block(float worst)
{
    __shared__ float warps[FACTOR_WARPS];
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        worst = fmaxf(worst, __shfl_xor_sync(0xFFFFFFFFu, worst, offset));
    }
    if ((threadIdx.x & 31) == 0)
    {
        warps[threadIdx.x >> 5] = worst;
    }
    __syncthreads();
    worst = warps[0];
    for (int warp = 1; warp < FACTOR_WARPS; warp++)
    {
        worst = fmaxf(worst, warps[warp]);
    }
    return worst;
}

// The largest |S - I| of the lower triangle; what is not a number counts as far off.
__device__ __forceinline__ float distance_from_identity(const float* gram, int k, int ld_gram)
{
    float worst = 0;
    for (int i = threadIdx.x >> 5; i < k; i += FACTOR_WARPS)
    {
        for (int c = threadIdx.x & 31; c <= i; c += 32)
        {
            float error = fabsf(gram[(long long)i * ld_gram + c] - (i == c ? 1.0f : 0.0f));
            worst = fmaxf(worst, error <= 1e30f ? error : 1e30f);
        }
    }
    return worst_of_block(worst);
}

extern "C" __global__ void __launch_bounds__(FACTOR_THREADS) measure_orthonormality(
    const float* grams, const int* statuses, int* states, float* errors, int k, int ld_gram, long long distance, float tolerance)
{
    float worst = distance_from_identity(grams + blockIdx.x * distance, k, ld_gram);
    if (threadIdx.x == 0)
    {
        errors[blockIdx.x] = worst;
        states[blockIdx.x] = (statuses[blockIdx.x] & NOT_FINITE) == 0 && worst > tolerance;
    }
}

// For wide matrices, whose S is shifted before a pivot can tell: close to the identity it needs no shift. Sums of a fixed order.
extern "C" __global__ void __launch_bounds__(FACTOR_THREADS) choose_shifts(
    const float* grams, float* shifts, int* failures, int k, int ld_gram, long long distance, float shift)
{
    __shared__ float sums[FACTOR_WARPS];
    const float* gram = grams + blockIdx.x * distance;
    float sum = 0;
    for (int i = threadIdx.x >> 5; i < k; i += FACTOR_WARPS)
    {
        for (int c = threadIdx.x & 31; c < k; c += 32)
        {
            float error = gram[(long long)i * ld_gram + c] - (i == c ? 1.0f : 0.0f);
            sum = fmaf(error, error, sum);
        }
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_xor_sync(0xFFFFFFFFu, sum, offset);
    }
    if ((threadIdx.x & 31) == 0)
    {
        sums[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    if (threadIdx.x == 0)
    {
        float total = 0;
        for (int warp = 0; warp < FACTOR_WARPS; warp++)
        {
            total += sums[warp];
        }
        shifts[blockIdx.x] = total < 0.25f ? 0.0f : shift;
        failures[blockIdx.x] = 0;
    }
}

// Decides which matrices are done, and makes the factors of those that are not: pivots not above `threshold` leave their column to be drawn anew.
extern "C" __global__ void __launch_bounds__(FACTOR_THREADS) plan_repair(
    const float* grams, float* factors, unsigned char* dropped, int* statuses, int* states, float* errors,
    int k, int ld_gram, long long distance, float tolerance, float threshold, int is_first)
{
    extern __shared__ float shared[];
    int matrix = blockIdx.x, status = statuses[matrix];
    if (!is_first && states[matrix] == 0)
    {
        return;
    }
    const float* gram = grams + matrix * distance;
    float worst = distance_from_identity(gram, k, ld_gram);
    bool is_done = (status & NOT_FINITE) != 0 || worst <= tolerance;
    if (threadIdx.x == 0)
    {
        errors[matrix] = worst;
        states[matrix] = !is_done;
    }
    if (is_done)
    {
        return;
    }
    int ld = k | 1;
    float* a = shared;
    float* w = a + k * ld;
    float* d = w + k;
    load_equilibrated(gram, a, d, k, ld, ld_gram, false, 0.0f);
    int low = invert_factor(a, w, k, ld, threshold, true, dropped + (long long)matrix * ld_gram);
    store_factor(a, d, factors + matrix * distance, k, ld, ld_gram);
    if (threadIdx.x == 0)
    {
        statuses[matrix] = status | REPAIRED | (low > 0 ? DEFICIENT : 0);
    }
}

// Z <- Z T for matrices that are not done, 16 lines a block; dropped columns are drawn anew, of about unit length.
extern "C" __global__ void __launch_bounds__(REPAIR_THREADS) repair_lines(
    float* columns, const float* factors, const unsigned char* dropped, const int* states,
    int rows, int k, int ld, long long distance, unsigned long long seed, unsigned round)
{
    int matrix = blockIdx.y;
    if (states[matrix] == 0)
    {
        return;
    }
    extern __shared__ float lines[];
    int first = blockIdx.x * REPAIR_ROWS;
    float* z = columns + ((long long)matrix * rows + first) * ld;
    int count = rows - first < REPAIR_ROWS ? rows - first : REPAIR_ROWS;
    for (int index = threadIdx.x; index < REPAIR_ROWS * ld; index += REPAIR_THREADS)
    {
        int line = index / ld, column = index % ld;
        lines[index] = line < count && column < k ? z[(long long)line * ld + column] : 0.0f;
    }
    __syncthreads();
    const float* factor = factors + matrix * distance;
    for (int column = threadIdx.x; column < k; column += REPAIR_THREADS)
    {
        if (dropped[(long long)matrix * ld + column])
        {
            float length = 1.0f / sqrtf((float)rows);
            for (int line = 0; line < count; line++)
            {
                uint4 bits = philox(
                    make_uint4((unsigned)(first + line), (unsigned)column, (unsigned)matrix, round), Key2{(unsigned)seed, (unsigned)(seed >> 32)});
                float uniform = ((float)(bits.x >> 8) + 1.0f) * (1.0f / 16777216.0f), angle = (float)(bits.y >> 8) * (1.0f / 16777216.0f);
                z[(long long)line * ld + column] = length * sqrtf(-2.0f * logf(uniform)) * cosf(6.2831853f * angle);
            }
            continue;
        }
        float sum[REPAIR_ROWS];
#pragma unroll
        for (int line = 0; line < REPAIR_ROWS; line++)
        {
            sum[line] = 0;
        }
        for (int inner = 0; inner <= column; inner++)
        {
            float t = factor[(long long)inner * ld + column];
#pragma unroll
            for (int line = 0; line < REPAIR_ROWS; line++)
            {
                sum[line] = fmaf(lines[line * ld + inner], t, sum[line]);
            }
        }
#pragma unroll
        for (int line = 0; line < REPAIR_ROWS; line++)
        {
            if (line < count)
            {
                z[(long long)line * ld + column] = sum[line];
            }
        }
    }
}

// The lower triangle of S = Z^T Z for matrices that are not done, 64 x 64 a block.
extern "C" __global__ void __launch_bounds__(REPAIR_THREADS) repair_gram(
    const float* columns, float* grams, const int* states, int rows, int k, int ld, long long distance)
{
    int matrix = blockIdx.z, first_row = blockIdx.y * 64, first_column = blockIdx.x * 64;
    if (states[matrix] == 0 || first_column > first_row)
    {
        return;
    }
    __shared__ float left[16][64], right[16][64];
    const float* z = columns + (long long)matrix * rows * ld;
    int x = 4 * (threadIdx.x & 15), y = 4 * (threadIdx.x >> 4);
    float total[4][4] = {}, sum[4][4] = {};
    for (int slab = 0; slab < rows; slab += 16)
    {
        __syncthreads();
        for (int index = threadIdx.x; index < 16 * 64; index += REPAIR_THREADS)
        {
            int line = index >> 6, column = index & 63;
            const float* from = z + (long long)(slab + line) * ld;
            left[line][column] = slab + line < rows && first_row + column < k ? from[first_row + column] : 0.0f;
            right[line][column] = slab + line < rows && first_column + column < k ? from[first_column + column] : 0.0f;
        }
        __syncthreads();
#pragma unroll
        for (int line = 0; line < 16; line++)
        {
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
#pragma unroll
                for (int c = 0; c < 4; c++)
                {
                    sum[i][c] = fmaf(left[line][y + i], right[line][x + c], sum[i][c]);
                }
            }
        }

        // Short sums, added up: rounding errors then do not grow with the length of the columns.
        if ((slab & 0xF0) == 0xF0)
        {
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
#pragma unroll
                for (int c = 0; c < 4; c++)
                {
                    total[i][c] += sum[i][c];
                    sum[i][c] = 0;
                }
            }
        }
    }
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
#pragma unroll
        for (int c = 0; c < 4; c++)
        {
            int row = first_row + y + i, column = first_column + x + c;
            if (row < k && column <= row)
            {
                grams[matrix * distance + (long long)row * ld + column] = total[i][c] + sum[i][c];
            }
        }
    }
}

// For wide matrices: what brings the columns to length one.
extern "C" __global__ void __launch_bounds__(REPAIR_THREADS) column_lengths(const float* grams, float* lengths, int k, int ld, long long distance)
{
    for (int i = threadIdx.x; i < k; i += REPAIR_THREADS)
    {
        lengths[(long long)blockIdx.x * ld + i] = inverse_length(grams[blockIdx.x * distance + (long long)i * ld + i]);
    }
}

// S of columns of length one, shifted, in place.
extern "C" __global__ void __launch_bounds__(REPAIR_THREADS) equilibrate(
    float* grams, const float* lengths, const float* shifts, int k, int ld, long long distance)
{
    const float* mine = lengths + (long long)blockIdx.y * ld;
    float* target = grams + blockIdx.y * distance;
    float shift = shifts[blockIdx.y];
    for (int row = blockIdx.x; row < k; row += gridDim.x)
    {
        for (int column = threadIdx.x; column < k; column += REPAIR_THREADS)
        {
            float number = target[(long long)row * ld + column] * mine[row] * mine[column];
            target[(long long)row * ld + column] = row == column ? number + shift : number;
        }
    }
}

// Columns to length one, in place.
extern "C" __global__ void __launch_bounds__(REPAIR_THREADS) normalise_columns(float* columns, const float* lengths, int rows, int k, int ld)
{
    const float* mine = lengths + (long long)blockIdx.y * ld;
    float* target = columns + (long long)blockIdx.y * rows * ld;
    for (int row = blockIdx.x; row < rows; row += gridDim.x)
    {
        for (int column = threadIdx.x; column < k; column += REPAIR_THREADS)
        {
            target[(long long)row * ld + column] *= mine[column];
        }
    }
}
