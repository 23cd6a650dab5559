// W <- W - decay W - rate (A B^T + s_j G), rounded stochastically: Fira's whole update in one pass over W and G (method.md eq. 7.2). W and G are
// [rows, columns], A is [rows, ld] and B [columns, ld], all in bfloat16; for a left projection A is the basis and B what is left of the direction,
// for a right one the other way round. s belongs to columns of W then, and to rows here.
//
// A block keeps its lines of A and walks along the columns of W. While the tensor cores work on a tile, its part of W and G is on the way to
// registers, and the lines of B of the next tile to shared memory; two blocks of a multiprocessor fill each other's gaps.

#define THREADS 256
#define TILE_ROWS 128
#define TILE_COLUMNS 64

__device__ __forceinline__ unsigned address_of(const void* shared) { return (unsigned)__cvta_generic_to_shared(shared); }

__device__ __forceinline__ void copy16(unsigned target, const void* source, bool is_there)
{
    int bytes = is_there ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(target), "l"(source), "r"(bytes));
}

__device__ __forceinline__ void commit_copies() { asm volatile("cp.async.commit_group;"); }

__device__ __forceinline__ void wait_for_copies() { asm volatile("cp.async.wait_group 0;" ::: "memory"); }

// Four matrices of 8 x 8 from shared memory; lane l has the address of line l % 8 of matrix l / 8.
__device__ __forceinline__ void load_matrices(unsigned (&r)[4], unsigned address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(address) : "memory");
}

__device__ __forceinline__ void multiply_add(float (&c)[4], const unsigned (&a)[4], unsigned b0, unsigned b1)
{
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Where a column of 32 goes among the lines of B, so that a thread ends up with eight neighbours of a line of W: column 2 t + e of product j
// is column 8 t + 2 j + e of W.
__device__ __forceinline__ int place_of(int column) { return (column & ~31) | ((column & 6) << 2) | (((column & 31) >> 3) << 1) | (column & 1); }

// Brings lines of DEPTH numbers into shared memory, pieces of 16 bytes dealt so that eight lines meet in no bank; what lies outside is zero.
template <int DEPTH, int LINES, bool IS_DEALT>
__device__ __forceinline__ void bring_lines(unsigned target, const unsigned short* source, int ld, int first, int end)
{
    constexpr int PIECES = DEPTH / 8;
#pragma unroll
    for (int i = 0; i < LINES * PIECES / THREADS; i++)
    {
        int index = threadIdx.x + i * THREADS, line = index / PIECES, piece = index % PIECES;
        bool is_there = first + line < end && 8 * piece < ld;
        const unsigned short* from = is_there ? source + (long long)(first + line) * ld + 8 * piece : source;
        int place = IS_DEALT ? place_of(line) : line;
        copy16(target + place * (DEPTH * 2) + ((piece ^ (place & 7)) << 4), from, is_there);
    }
}

template <int DEPTH>
__device__ __forceinline__ unsigned piece_at(unsigned base, int place, int piece) { return base + place * (DEPTH * 2) + ((piece ^ (place & 7)) << 4); }

// The products of a warp: 32 lines by 32 columns, in fragments of 16 by 8.
template <int DEPTH>
__device__ __forceinline__ void multiply_tile(float (&sums)[2][4][4], unsigned a_base, unsigned b_base, int lane)
{
#pragma unroll
    for (int m = 0; m < 2; m++)
    {
#pragma unroll
        for (int n = 0; n < 4; n++)
        {
#pragma unroll
            for (int k = 0; k < 4; k++)
            {
                sums[m][n][k] = 0;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < DEPTH / 16; k++)
    {
        unsigned a[2][4], b[2][4];
#pragma unroll
        for (int m = 0; m < 2; m++)
        {
            load_matrices(a[m], piece_at<DEPTH>(a_base, 16 * m + (lane & 15), 2 * k + (lane >> 4)));
            load_matrices(b[m], piece_at<DEPTH>(b_base, 16 * m + ((lane >> 4) << 3) + (lane & 7), 2 * k + ((lane >> 3) & 1)));
        }
#pragma unroll
        for (int m = 0; m < 2; m++)
        {
#pragma unroll
            for (int n = 0; n < 4; n++)
            {
                multiply_add(sums[m][n], a[m], b[n >> 1][2 * (n & 1)], b[n >> 1][2 * (n & 1) + 1]);
            }
        }
    }
}

template <int DEPTH, bool IS_LEFT>
__device__ __forceinline__ void update_strip(
    unsigned short* __restrict__ weight, const unsigned short* __restrict__ gradient, const unsigned short* __restrict__ a,
    const unsigned short* __restrict__ b, const float* __restrict__ scalings, int rows, int columns, int ld, float rate, float gradient_rate,
    float decay, Key2 key, unsigned long long name, unsigned step)
{
    extern __shared__ __align__(128) unsigned char shared[];
    unsigned a_base = address_of(shared), b_base = a_base + TILE_ROWS * DEPTH * 2;
    constexpr unsigned B_BYTES = TILE_COLUMNS * DEPTH * 2;
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    int first_row = blockIdx.y * TILE_ROWS, my_row = first_row + (warp & 3) * 32 + (lane >> 2);
    int stride = gridDim.x * TILE_COLUMNS;
    unsigned eights = columns / 8;

    // Lines 0, 8, 16 and 24 of a warp's 32 from here on are this thread's.
    float of_row[4];
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        of_row[i] = !IS_LEFT && my_row + 8 * i < rows ? gradient_rate * scalings[my_row + 8 * i] : 0;
    }
    int tile = blockIdx.x * TILE_COLUMNS, stage = 0;
    bring_lines<DEPTH, TILE_ROWS, false>(a_base, a, ld, first_row, rows);
    bring_lines<DEPTH, TILE_COLUMNS, true>(b_base, b, ld, tile, columns);
    commit_copies();
    for (; tile < columns; tile += stride)
    {
        // Behind this barrier the lines are there for all, and all have done with those before, whose place the next take.
        wait_for_copies();
        __syncthreads();
        if (tile + stride < columns)
        {
            bring_lines<DEPTH, TILE_COLUMNS, true>(b_base + (stage ^ 1) * B_BYTES, b, ld, tile + stride, columns);
        }
        commit_copies();

        int column = tile + (warp >> 2) * 32 + 8 * (lane & 3);
        uint4 w[4], g[4];
#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            w[i] = g[i] = make_uint4(0, 0, 0, 0);
            if (column < columns && my_row + 8 * i < rows)
            {
                long long place = (long long)(my_row + 8 * i) * columns + column;
                w[i] = *(const uint4*)(weight + place);
                g[i] = *(const uint4*)(gradient + place);
            }
        }
        float sums[2][4][4];
        multiply_tile<DEPTH>(sums, a_base + (warp & 3) * 32 * DEPTH * 2, b_base + stage * B_BYTES + (warp >> 2) * 32 * DEPTH * 2, lane);
        stage ^= 1;
        if (column >= columns)
        {
            continue;
        }
        float of_column[8];
        if (IS_LEFT)
        {
            read_floats(scalings + column, of_column);
        }
#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            int row = my_row + 8 * i;
            if (row >= rows)
            {
                continue;
            }
            float x[8], y[8];
            unpack_eight(w[i], x);
            unpack_eight(g[i], y);
#pragma unroll
            for (int k = 0; k < 8; k++)
            {
                float sum = rate * sums[i >> 1][k >> 1][2 * (i & 1) + (k & 1)];
                x[k] -= fmaf(IS_LEFT ? gradient_rate * of_column[k] : of_row[i], y[k], fmaf(decay, x[k], sum));
            }
            uint4 counter = make_uint4((unsigned)row * eights + (unsigned)(column >> 3), step, (unsigned)name, (unsigned)(name >> 32));
            *(uint4*)(weight + (long long)row * columns + column) = pack_stochastic(x, philox(counter, key));
        }
    }
}

#define FIRA_UPDATE(NAME, DEPTH, IS_LEFT)                                                                                                \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) NAME(                                                                       \
        unsigned short* const* weights, const unsigned short* const* gradients, const unsigned short* a, const unsigned short* b,        \
        const unsigned long long* names, const float* scalings, const float* factors, const float* gradient_scale, const int* is_finite, \
        const long long* steps, int rows, int columns, int ld, float rate, float decay, unsigned long long seed)                         \
    {                                                                                                                                    \
        int matrix = blockIdx.z;                                                                                                         \
        if (is_finite[matrix] == 0)                                                                                                      \
        {                                                                                                                                \
            return;                                                                                                                      \
        }                                                                                                                                \
        float gradient_rate = rate * factors[matrix] * (gradient_scale == nullptr ? 1.0f : *gradient_scale);                             \
        update_strip<DEPTH, IS_LEFT>(                                                                                                    \
            weights[matrix], gradients[matrix], a + (long long)matrix * rows * ld, b + (long long)matrix * columns * ld,                 \
            scalings + (long long)matrix * (IS_LEFT ? columns : rows), rows, columns, ld, rate, gradient_rate, decay,                    \
            Key2{(unsigned)seed, (unsigned)(seed >> 32)}, names[matrix], (unsigned)steps[matrix]);                                       \
    }

FIRA_UPDATE(fira_update_left_d64, 64, true)
FIRA_UPDATE(fira_update_left_d128, 128, true)
FIRA_UPDATE(fira_update_right_d64, 64, false)
FIRA_UPDATE(fira_update_right_d128, 128, false)
