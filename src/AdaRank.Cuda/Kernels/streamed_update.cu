// W <- decay W + scale A B^T as in low_rank_update.cu, for lines of W that the copy engine can move: whole tiles go to shared memory and back by
// one instruction each, so that hardly anything but arithmetic is left for the threads.
//
// A block keeps 256 lines of B, those of a strip of columns of W, and walks down the strip. Three threads work for the copy engine: one
// brings tiles of W, one brings what is needed of A and B, one takes tiles of W back. Four groups of warps do the rest, two for each
// tile, a half of its columns each; two tiles are worked on at a time, so that products of one hide the arithmetic of the other.
// Everybody walks through the same tiles in the same order, and waits at barriers in shared memory for what others do.

#define TILE_ROWS 64
#define TILE_COLUMNS 256
#define W_STAGES 4
#define A_STAGES 2
#define W_BYTES (TILE_ROWS * TILE_COLUMNS * 2)
#define LINE_BYTES (TILE_COLUMNS * 2)
#define THREADS 640
#define WARPS_OF_A_TILE 8
#define WORKING_WARPS 16

// Maps of a matrix: where they begin in Update.maps.
#define MAP_OF_A 0
#define MAP_OF_B 128
#define MAP_OF_W 256

__device__ __forceinline__ void barrier_init(unsigned barrier, int count)
{
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(count) : "memory");
}

__device__ __forceinline__ void arrive(unsigned barrier) { asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory"); }

__device__ __forceinline__ void expect(unsigned barrier, unsigned bytes)
{
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

__device__ __forceinline__ void wait(unsigned barrier, unsigned parity)
{
    asm volatile(
        "{\n.reg .pred done;\nagain:\n"
        "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
        "@done bra there;\nbra again;\nthere:\n}\n" ::"r"(barrier), "r"(parity) : "memory");
}

// 64 lines of A, 64 numbers of each, in their order.
__device__ __forceinline__ void bring_a(unsigned target, const unsigned char* maps, int depth, int line, unsigned barrier)
{
    asm volatile(
        "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];" ::"r"(target), "l"(maps + MAP_OF_A),
        "r"(depth), "r"(line), "r"(barrier)
        : "memory");
}

// 64 lines of B, 64 numbers of each. The map has a dimension for each bit of a line's number that is dealt, so that the copy engine deals them: see TensorMap.OfDealtLines.
__device__ __forceinline__ void bring_b(unsigned target, const unsigned char* maps, int depth, int group, unsigned barrier)
{
    asm volatile(
        "cp.async.bulk.tensor.5d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %3, %3, %4}], [%5];" ::"r"(target),
        "l"(maps + MAP_OF_B), "r"(depth), "r"(0), "r"(group), "r"(barrier)
        : "memory");
}

__device__ __forceinline__ void bring_w(unsigned target, const unsigned char* maps, int column, int row, unsigned barrier, unsigned long long policy)
{
    asm volatile(
        "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1, {%2, %3}], [%4], %5;" ::"r"(target),
        "l"(maps + MAP_OF_W), "r"(column), "r"(row), "r"(barrier), "l"(policy)
        : "memory");
}

__device__ __forceinline__ void take_w(unsigned source, const unsigned char* maps, int column, int row)
{
    asm volatile(
        "cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%0, {%1, %2}], [%3];" ::"l"(maps + MAP_OF_W), "r"(column), "r"(row), "r"(source) : "memory");
}

// Adds 64 lines times 128 columns of a product over sixteen numbers, by the four warps of a group together.
__device__ __forceinline__ void multiply(float (&c)[64], unsigned long long a, unsigned long long b, int is_added)
{
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %66, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 "
        "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, "
        "%24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, "
        "%46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, %64, %65, p, 1, 1, 0, 0;\n}\n"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]), "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]), "+f"(c[8]), "+f"(c[9]),
          "+f"(c[10]), "+f"(c[11]), "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]), "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]),
          "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]), "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]), "+f"(c[28]), "+f"(c[29]),
          "+f"(c[30]), "+f"(c[31]), "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]), "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]),
          "+f"(c[40]), "+f"(c[41]), "+f"(c[42]), "+f"(c[43]), "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]), "+f"(c[48]), "+f"(c[49]),
          "+f"(c[50]), "+f"(c[51]), "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]), "+f"(c[56]), "+f"(c[57]), "+f"(c[58]), "+f"(c[59]),
          "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63])
        : "l"(a), "l"(b), "r"(is_added));
}

// Which of several places is next, and whether its barrier has turned over an odd number of times. The number of places of W and A is
// even, so that one place always belongs to the same pair of groups: a pair that met only every second turn could not tell it by the parity.
template <int PLACES>
struct Ring
{
    int place, parity;

    __device__ __forceinline__ void move_on()
    {
        place = place + 1 == PLACES ? 0 : place + 1;
        parity ^= place == 0;
    }
};

// The matrix and the tiles of one unit of work.
struct Unit
{
    Update member;
    int first, end;
    bool is_there;
};

__device__ __forceinline__ Unit unit_of(const Update* members, int unit, int units_of_a_matrix, int unit_tiles, int tiles_down)
{
    int matrix = unit / units_of_a_matrix;
    Unit result;
    result.member = members[matrix];
    result.first = (unit - matrix * units_of_a_matrix) * unit_tiles;
    result.end = min(result.first + unit_tiles, tiles_down);
    result.is_there = result.member.is_finite == nullptr || *result.member.is_finite != 0;
    return result;
}

// The sums of one thread added to its part of a tile: two lines, eight apart, of each four times eight columns.
__device__ __forceinline__ void update_part(
    unsigned tile, const float (&sums)[64], int row, int column, unsigned eights, float decay, float scale, Key2 key, unsigned long long name, unsigned step)
{
#pragma unroll
    for (int quarter = 0; quarter < 4; quarter++)
    {
        // One block of random bits for two lines, as in low_rank_update.cu, and the same ones.
        unsigned at = (unsigned)row * eights + (unsigned)((column + 32 * quarter) >> 3);
        uint4 random = philox(make_uint4(at, step, (unsigned)name, (unsigned)(name >> 32)), key);
        uint4 old[2];
#pragma unroll
        for (int line = 0; line < 2; line++)
        {
            asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
                         : "=r"(old[line].x), "=r"(old[line].y), "=r"(old[line].z), "=r"(old[line].w)
                         : "r"(tile + line * (8 * LINE_BYTES) + quarter * 64));
        }
#pragma unroll
        for (int line = 0; line < 2; line++)
        {
            const float* mine = sums + 16 * quarter + 2 * line;
            uint4 now = update_eight(old[line], mine, mine + 4, mine + 8, mine + 12, decay, scale, random);
            asm volatile("st.shared.v4.u32 [%0], {%1, %2, %3, %4};" ::"r"(tile + line * (8 * LINE_BYTES) + quarter * 64), "r"(now.x), "r"(now.y), "r"(now.z), "r"(now.w));
            random = make_uint4(random.x * 0x9E3779B1u, random.y * 0x9E3779B1u, random.z * 0x9E3779B1u, random.w * 0x9E3779B1u);
        }
    }
}

template <int DEPTH>
__device__ __forceinline__ void stream(
    const Update* members, int count, int rows, int columns, int unit_tiles, float decay, float scale, unsigned long long seed, unsigned step)
{
    constexpr unsigned A_BYTES = TILE_ROWS * DEPTH * 2, B_BYTES = TILE_COLUMNS * DEPTH * 2;
    constexpr unsigned A_SLAB = TILE_ROWS * 128, B_SLAB = TILE_COLUMNS * 128;
    extern __shared__ __align__(1024) unsigned char shared[];
    unsigned b_base = ((unsigned)__cvta_generic_to_shared(shared) + 1023u) & ~1023u;
    unsigned a_base = b_base + B_BYTES, w_base = a_base + A_STAGES * A_BYTES, barriers = w_base + W_STAGES * W_BYTES;
    unsigned w_full = barriers, w_done = w_full + 8 * W_STAGES, w_empty = w_done + 8 * W_STAGES;
    unsigned a_full = w_empty + 8 * W_STAGES, a_empty = a_full + 8 * A_STAGES, b_full = a_empty + 8 * A_STAGES, b_empty = b_full + 8;
    if (threadIdx.x == 0)
    {
        for (int i = 0; i < W_STAGES; i++)
        {
            barrier_init(w_full + 8 * i, 1);
            barrier_init(w_done + 8 * i, WARPS_OF_A_TILE);
            barrier_init(w_empty + 8 * i, 1);
        }
        for (int i = 0; i < A_STAGES; i++)
        {
            barrier_init(a_full + 8 * i, 1);
            barrier_init(a_empty + 8 * i, WARPS_OF_A_TILE);
        }
        barrier_init(b_full, 1);
        barrier_init(b_empty, WORKING_WARPS);
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    }
    __syncthreads();

    // Blocks side by side have the strips of the same lines, so that what they need of A is in the cache for all of them.
    int strips = (columns + TILE_COLUMNS - 1) / TILE_COLUMNS, tiles_down = (rows + TILE_ROWS - 1) / TILE_ROWS;
    int lanes = gridDim.x / strips, first = blockIdx.x / strips, column = (blockIdx.x - first * strips) * TILE_COLUMNS;
    int units_of_a_matrix = (tiles_down + unit_tiles - 1) / unit_tiles, units = count * units_of_a_matrix;
    int role = threadIdx.x >> 7, warp = (threadIdx.x >> 5) & 3, lane = threadIdx.x & 31;
    if (role == 0)
    {
        asm volatile("setmaxnreg.dec.sync.aligned.u32 32;");
        if (warp == 0 && lane == 0)
        {
            // Brings W. It is not read again soon, and what else is in the cache shall stay.
            unsigned long long policy;
            asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
            Ring<W_STAGES> w = {0, 1};
            for (int index = first; index < units; index += lanes)
            {
                Unit unit = unit_of(members, index, units_of_a_matrix, unit_tiles, tiles_down);
                for (int tile = unit.first; unit.is_there && tile < unit.end; tile++)
                {
                    wait(w_empty + 8 * w.place, w.parity);
                    expect(w_full + 8 * w.place, W_BYTES);
                    bring_w(w_base + w.place * W_BYTES, unit.member.maps, column, tile * TILE_ROWS, w_full + 8 * w.place, policy);
                    w.move_on();
                }
            }
        }
        else if (warp == 1 && lane == 0)
        {
            // Brings A tile by tile, and B when a unit begins and all have done with the one before.
            Ring<A_STAGES> a = {0, 1};
            Ring<1> b = {0, 1};
            for (int index = first; index < units; index += lanes)
            {
                Unit unit = unit_of(members, index, units_of_a_matrix, unit_tiles, tiles_down);
                for (int tile = unit.first; unit.is_there && tile < unit.end; tile++)
                {
                    wait(a_empty + 8 * a.place, a.parity);
                    expect(a_full + 8 * a.place, A_BYTES);
                    for (int slab = 0; slab < DEPTH / 64; slab++)
                    {
                        bring_a(a_base + a.place * A_BYTES + slab * A_SLAB, unit.member.maps, 64 * slab, tile * TILE_ROWS, a_full + 8 * a.place);
                    }
                    a.move_on();
                    if (tile == unit.first)
                    {
                        wait(b_empty, b.parity);
                        expect(b_full, B_BYTES);
                        for (int part = 0; part < DEPTH / 64 * (TILE_COLUMNS / 64); part++)
                        {
                            int slab = part / (TILE_COLUMNS / 64), quarter = part % (TILE_COLUMNS / 64);
                            bring_b(b_base + slab * B_SLAB + quarter * (64 * 128), unit.member.maps, 64 * slab, column / 32 + 2 * quarter, b_full);
                        }
                        b.move_on();
                    }
                }
            }
        }
        else if (warp == 2 && lane == 0)
        {
            // Takes W back. Its place is free when the copy engine has read it; when it is written, the end of the kernel waits for.
            Ring<W_STAGES> w = {0, 0};
            for (int index = first; index < units; index += lanes)
            {
                Unit unit = unit_of(members, index, units_of_a_matrix, unit_tiles, tiles_down);
                for (int tile = unit.first; unit.is_there && tile < unit.end; tile++)
                {
                    wait(w_done + 8 * w.place, w.parity);
                    take_w(w_base + w.place * W_BYTES, unit.member.maps, column, tile * TILE_ROWS);
                    asm volatile("cp.async.bulk.commit_group;" ::: "memory");
                    asm volatile("cp.async.bulk.wait_group.read 0;" ::: "memory");
                    arrive(w_empty + 8 * w.place);
                    w.move_on();
                }
            }
        }
    }
    else
    {
        asm volatile("setmaxnreg.inc.sync.aligned.u32 112;");
        int pair = (role - 1) >> 1, half = (role - 1) & 1;
        unsigned eights = (columns + 7) / 8;
        Key2 key = {(unsigned)seed, (unsigned)(seed >> 32)};
        int my_line = warp * 16 + (lane >> 2), my_column = half * 128 + 8 * (lane & 3);
        unsigned my_place = w_base + my_line * LINE_BYTES + my_column * 2;
        unsigned long long b_description = describe(b_base + half * (128 * 128));
        Ring<W_STAGES> w = {0, 0};
        Ring<A_STAGES> a = {0, 0};
        Ring<1> b = {0, 0};
        bool is_first = true;
        int turn = 0;
        for (int index = first; index < units; index += lanes)
        {
            Unit unit = unit_of(members, index, units_of_a_matrix, unit_tiles, tiles_down);
            if (!unit.is_there)
            {
                continue;
            }
            if (!is_first && lane == 0)
            {
                arrive(b_empty);
            }
            is_first = false;
            wait(b_full, b.parity);
            b.move_on();
            for (int tile = unit.first; tile < unit.end; tile++, turn ^= 1, w.move_on(), a.move_on())
            {
                if (turn != pair)
                {
                    continue;
                }
                wait(a_full + 8 * a.place, a.parity);
                float sums[64];
                unsigned long long a_description = describe(a_base + a.place * A_BYTES);
                asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
                for (int k = 0; k < DEPTH / 16; k++)
                {
                    // Sixteen numbers are 32 bytes; 64 of them are a slab.
                    multiply(sums, a_description + (k >> 2) * (A_SLAB / 16) + 2 * (k & 3), b_description + (k >> 2) * (B_SLAB / 16) + 2 * (k & 3), k > 0);
                }
                asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
                wait(w_full + 8 * w.place, w.parity);
                asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
                if (lane == 0)
                {
                    arrive(a_empty + 8 * a.place);
                }

                // The compiler shall not read the sums before they are there.
#pragma unroll
                for (int i = 0; i < 64; i++)
                {
                    asm volatile("" : "+f"(sums[i])::"memory");
                }
                update_part(
                    my_place + w.place * W_BYTES, sums, tile * TILE_ROWS + my_line, column + my_column, eights, decay, scale, key, unit.member.name, step);
                asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
                __syncwarp();
                if (lane == 0)
                {
                    arrive(w_done + 8 * w.place);
                }
            }
        }
    }
}

#define STREAM(NAME, DEPTH)                                                                                                                      \
    extern "C" __global__ void __launch_bounds__(THREADS, 1) NAME(                                                                               \
        const Update* members, int count, int rows, int columns, int unit_tiles, float decay, float scale, unsigned long long seed, unsigned step) \
    {                                                                                                                                            \
        stream<DEPTH>(members, count, rows, columns, unit_tiles, decay, scale, seed, step);                                                      \
    }

STREAM(stream_bf16_d64, 64)
STREAM(stream_bf16_d128, 128)
