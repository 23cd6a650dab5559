// W <- decay W + scale A B^T, where W is [rows, columns] in bfloat16, A is [rows, ld] and B is [columns, ld] in bfloat16: the second
// half of the low-rank step, once for a whole bank. For a left projection A is the basis and B the direction, for a right one
// the other way round. The first `rank` of the `ld` numbers of a line count; the others are zero.
//
// The product is small beside the traffic of W, so the kernel is built around W: while one tile is worked on, the next one is on
// its way to shared memory, each thread bringing what it will need itself. (Registers would not do: a product of a warp group waits
// for all loads into registers that are under way.) A block keeps its lines of A and walks along the columns of W, with the
// lines of B that belong to them. Products are those of a warp group (wgmma), so this needs compute capability 9.0.

#ifndef ROW_GROUPS
#define ROW_GROUPS 2
#endif
#ifndef COLUMN_GROUPS
#define COLUMN_GROUPS 2
#endif
#define GROUPS (ROW_GROUPS * COLUMN_GROUPS)
#define BLOCKS_PER_SM (4 / GROUPS)
#define TILE_ROWS (64 * ROW_GROUPS)
#define TILE_COLUMNS (64 * COLUMN_GROUPS)
#define THREADS (128 * GROUPS)
#define STAGES 2

__device__ __forceinline__ void copy16(unsigned target, const void* source, bool is_there)
{
    int bytes = is_there ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(target), "l"(source), "r"(bytes));
}

// The columns of a tile are dealt to the tensor core so that a thread ends up with eight neighbours of a line: of the eight
// products side by side, column 2 t + e of product j is column 32 (j / 4) + 8 t + 2 (j % 4) + e of W. This is where a line of B goes.
__device__ __forceinline__ int place_of(int line)
{
    int inside = line & 31;
    return (line & ~31) | ((inside & 6) << 2) | ((inside >> 3) << 1) | (inside & 1);
}

// Brings `LINES` lines of `DEPTH` numbers into shared memory in the order that wgmma reads with 128-byte swizzling; what lies outside is zero.
template <int DEPTH, int LINES, bool IS_DEALT>
__device__ __forceinline__ void load_lines(unsigned target, const unsigned short* source, int ld, int first, int end)
{
    constexpr int CHUNKS = DEPTH / 8;
#pragma unroll
    for (int index = threadIdx.x; index < LINES * CHUNKS; index += THREADS)
    {
        int line = index / CHUNKS, chunk = index % CHUNKS;
        bool is_there = first + line < end && 8 * chunk < ld;
        const unsigned short* from = is_there ? source + (long long)(first + line) * ld + 8 * chunk : source;
        int place = IS_DEALT ? place_of(line) : line;
        copy16(target + (chunk >> 3) * (LINES * 128) + place * 128 + (((chunk & 7) ^ (place & 7)) << 4), from, is_there);
    }
}

__device__ __forceinline__ void multiply(float (&c)[32], unsigned long long a, unsigned long long b, int is_added)
{
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %34, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 "
        "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
        "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, %32, %33, p, 1, 1, 0, 0;\n}\n"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]), "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]), "+f"(c[8]), "+f"(c[9]),
          "+f"(c[10]), "+f"(c[11]), "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]), "+f"(c[16]), "+f"(c[17]), "+f"(c[18]),
          "+f"(c[19]), "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]), "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]),
          "+f"(c[28]), "+f"(c[29]), "+f"(c[30]), "+f"(c[31])
        : "l"(a), "l"(b), "r"(is_added));
}

__device__ __forceinline__ uint4 load_eight(const unsigned short* line, int column, int columns)
{
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
__device__ __forceinline__ void store_eight(unsigned short* line, int column, int columns, uint4 eight)
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

// One block: TILE_ROWS lines of W, and of their tiles every `stride` columns one. So neighbouring blocks work on neighbouring tiles at the
// same time, and memory sees long pieces of lines, although a block holds only 128 bytes of each.
template <int DEPTH, bool IS_ALIGNED>
__device__ __forceinline__ void update_strip(
    unsigned short* __restrict__ weight, const unsigned short* __restrict__ a, const unsigned short* __restrict__ b,
    int rows, int columns, int ld, int first_row, int first_column, int stride,
    float decay, float scale, Key2 key, unsigned long long name, unsigned step)
{
    extern __shared__ __align__(1024) unsigned char shared[];
    unsigned a_base = ((unsigned)__cvta_generic_to_shared(shared) + 1023u) & ~1023u;
    unsigned b_base = a_base + TILE_ROWS * DEPTH * 2;
    constexpr unsigned B_BYTES = TILE_COLUMNS * DEPTH * 2;

    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    int row_group = (warp >> 2) % ROW_GROUPS, column_group = (warp >> 2) / ROW_GROUPS;
    int first_line = row_group * 64 + (warp & 3) * 16 + (lane >> 2);
    int my_column = column_group * 64 + 8 * (lane & 3);
    unsigned eights = (columns + 7) / 8;

    int row[2] = {first_row + first_line, first_row + first_line + 8};

    constexpr unsigned W_BYTES = TILE_ROWS * TILE_COLUMNS * 2, EIGHTS = TILE_COLUMNS / 8;
    unsigned w_base = b_base + STAGES * B_BYTES;
    unsigned long long a_description = describe(a_base + row_group * 64 * 128);

    // Where eight neighbours of a line of W stand in shared memory: so that eight threads, on two lines, meet in no bank.
    auto place_of_eight = [&](int line, int eight) { return w_base + (line * EIGHTS + (eight ^ ((line & 1) << 2))) * 16; };

    // Brings the lines of B and the part of W that belong to a tile.
    auto bring = [&](int stage, int tile)
    {
        load_lines<DEPTH, TILE_COLUMNS, true>(b_base + stage * B_BYTES, b, ld, tile, columns);
        if (IS_ALIGNED)
        {
#pragma unroll
            for (int i = 0; i < TILE_ROWS * (int)EIGHTS / THREADS; i++)
            {
                int index = threadIdx.x + i * THREADS, line = index / EIGHTS, eight = index % EIGHTS;
                bool is_there = first_row + line < rows && tile + 8 * eight < columns;
                const unsigned short* from = is_there ? weight + (long long)(first_row + line) * columns + tile + 8 * eight : weight;
                copy16(place_of_eight(line, eight) + stage * W_BYTES, from, is_there);
            }
        }
    };

    load_lines<DEPTH, TILE_ROWS, false>(a_base, a, ld, first_row, rows);
    bring(0, first_column);
    asm volatile("cp.async.commit_group;");
    int stage = 0;
    for (int tile = first_column; tile < columns; tile += stride)
    {
        // Behind this barrier the tile is there for all, and all have done with the one before, whose place the next takes.
        asm volatile("cp.async.wait_group 0;");
        asm volatile("fence.proxy.async.shared::cta;");
        __syncthreads();
        if (tile + stride < columns)
        {
            bring(stage ^ 1, tile + stride);
        }
        asm volatile("cp.async.commit_group;");

        float sum[32];
        unsigned long long b_description = describe(b_base + stage * B_BYTES + column_group * 64 * 128);
        asm volatile("wgmma.fence.sync.aligned;");
#pragma unroll
        for (int k = 0; k < DEPTH / 16; k++)
        {
            // Sixteen numbers are 32 bytes; 64 of them are a block of their own.
            multiply(
                sum, a_description + (k >> 2) * (TILE_ROWS * 128 / 16) + 2 * (k & 3),
                b_description + (k >> 2) * (TILE_COLUMNS * 128 / 16) + 2 * (k & 3), k > 0);
        }
        asm volatile("wgmma.commit_group.sync.aligned;");
        asm volatile("wgmma.wait_group.sync.aligned 0;");

#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            int column = tile + my_column + 32 * half;
            if (column >= columns || row[0] >= rows)
            {
                continue;
            }

            // One block of random bits for two lines: times an odd number, its words are as uniform as they were. Only their joint
            // distribution is not that of independent ones, which no single rounding notices.
            uint4 counter = make_uint4((unsigned)row[0] * eights + (unsigned)(column >> 3), step, (unsigned)name, (unsigned)(name >> 32));
            uint4 random = philox(counter, key);
#pragma unroll
            for (int line = 0; line < 2; line++)
            {
                if (row[line] >= rows)
                {
                    continue;
                }
                unsigned short* start = weight + (long long)row[line] * columns;
                uint4 old;
                if (IS_ALIGNED)
                {
                    asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
                                 : "=r"(old.x), "=r"(old.y), "=r"(old.z), "=r"(old.w)
                                 : "r"(place_of_eight(first_line + 8 * line, (my_column + 32 * half) / 8) + stage * W_BYTES));
                }
                else
                {
                    old = load_eight(start, column, columns);
                }
                const float* mine = sum + 16 * half + 2 * line;
                uint4 now = update_eight(old, mine, mine + 4, mine + 8, mine + 12, decay, scale, random);
                store_eight<IS_ALIGNED>(start, column, columns, now);
                random = make_uint4(random.x * 0x9E3779B1u, random.y * 0x9E3779B1u, random.z * 0x9E3779B1u, random.w * 0x9E3779B1u);
            }
        }
        stage ^= 1;
    }
}

#define UPDATE(NAME, DEPTH, IS_ALIGNED)                                                                                            \
    extern "C" __global__ void __launch_bounds__(THREADS, BLOCKS_PER_SM) NAME(                                                                \
        const Update* members, int rows, int columns, int ld, float decay, float scale, unsigned long long seed, unsigned step) \
    {                                                                                                                              \
        Update member = members[blockIdx.z];                                                                                       \
        if (member.is_finite != nullptr && *member.is_finite == 0)                                                                 \
        {                                                                                                                          \
            return;                                                                                                                \
        }                                                                                                                          \
        update_strip<DEPTH, IS_ALIGNED>(                                                                                           \
            member.weight, member.a, member.b, rows, columns, ld, blockIdx.y * TILE_ROWS, blockIdx.x * TILE_COLUMNS,               \
            gridDim.x * TILE_COLUMNS, decay, scale, Key2{(unsigned)seed, (unsigned)(seed >> 32)}, member.name, step);              \
    }

UPDATE(update_bf16_d64, 64, true)
UPDATE(update_bf16_d128, 128, true)
UPDATE(update_bf16_d64_unaligned, 64, false)
UPDATE(update_bf16_d128_unaligned, 128, false)
