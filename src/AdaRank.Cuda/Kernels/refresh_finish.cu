// The end of a refresh: signs by rule 3.7 of method.md, candidates in bfloat16, what the host is told, and bases cut from candidates.

#define FINISH_THREADS 256
#define NOT_FINITE 1
#define NOT_ORTHONORMAL 4

// In each column the entry of largest magnitude, the first on ties, becomes positive. A block has 32 columns.
extern "C" __global__ void __launch_bounds__(FINISH_THREADS) column_signs(const float* columns, float* signs, int rows, int k, int ld)
{
    __shared__ float values[8][32];
    __shared__ int places[8][32];
    int lane = threadIdx.x & 31, part = threadIdx.x >> 5, column = blockIdx.x * 32 + lane;
    const float* mine = columns + (long long)blockIdx.y * rows * ld;
    float value = 0;
    int place = 0x7FFFFFFF;
    if (column < k)
    {
        for (int row = part; row < rows; row += 8)
        {
            float number = mine[(long long)row * ld + column];
            if (fabsf(number) > fabsf(value))
            {
                value = number;
                place = row;
            }
        }
    }
    values[part][lane] = value;
    places[part][lane] = place;
    __syncthreads();
    if (part == 0 && column < k)
    {
        for (int other = 1; other < 8; other++)
        {
            float number = values[other][lane];
            if (fabsf(number) > fabsf(value) || (fabsf(number) == fabsf(value) && places[other][lane] < place))
            {
                value = number;
                place = places[other][lane];
            }
        }
        signs[(long long)blockIdx.y * ld + column] = value < 0 ? -1.0f : 1.0f;
    }
}

// Candidates [rows, ld] in bfloat16 with zeros from column k on; eight numbers a thread.
extern "C" __global__ void __launch_bounds__(FINISH_THREADS) write_candidates(
    const float* columns, const float* signs, unsigned short* candidates, int rows, int k, int ld)
{
    const float* mine = columns + (long long)blockIdx.y * rows * ld;
    const float* my_signs = signs + (long long)blockIdx.y * ld;
    unsigned short* target = candidates + (long long)blockIdx.y * rows * ld;
    long long eights = (long long)rows * ld / 8;
    for (long long eight = (long long)blockIdx.x * FINISH_THREADS + threadIdx.x; eight < eights; eight += (long long)gridDim.x * FINISH_THREADS)
    {
        int first = (int)(8 * eight % ld);
        float4 a = *(const float4*)(mine + 8 * eight), b = *(const float4*)(mine + 8 * eight + 4);
        float x[8] = {a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w};
        unsigned words[4];
#pragma unroll
        for (int pair = 0; pair < 4; pair++)
        {
            unsigned low = first + 2 * pair < k ? round_to_nearest(my_signs[first + 2 * pair] * x[2 * pair]) : 0u;
            unsigned high = first + 2 * pair + 1 < k ? round_to_nearest(my_signs[first + 2 * pair + 1] * x[2 * pair + 1]) : 0u;
            words[pair] = low | (high << 16);
        }
        *(uint4*)(target + 8 * eight) = make_uint4(words[0], words[1], words[2], words[3]);
    }
}

extern "C" __global__ void finish_report(int* statuses, const int* states, const float* errors, double* report, int report_ld, int width, int matrices)
{
    int matrix = blockIdx.x * blockDim.x + threadIdx.x;
    if (matrix >= matrices)
    {
        return;
    }
    int status = statuses[matrix];
    if (states[matrix] != 0 && (status & NOT_FINITE) == 0)
    {
        status |= NOT_ORTHONORMAL;
        statuses[matrix] = status;
    }
    report[(long long)matrix * report_ld + width + 1] = status;
    report[(long long)matrix * report_ld + width + 2] = errors[matrix];
}

struct Cut
{
    const unsigned short* candidates;
    unsigned short* basis;
    const double* status;
    int rank;
    int candidates_ld;
    int basis_ld;
    int unused;
};

// The first `rank` candidates of each matrix, with zeros behind them, wherever its basis lies. What is not finite changes nothing.
extern "C" __global__ void __launch_bounds__(FINISH_THREADS) cut_bases(const Cut* cuts, int rows)
{
    Cut cut = cuts[blockIdx.y];
    if (cut.status != nullptr && ((int)*cut.status & NOT_FINITE) != 0)
    {
        return;
    }
    long long eights = (long long)rows * cut.basis_ld / 8;
    for (long long eight = (long long)blockIdx.x * FINISH_THREADS + threadIdx.x; eight < eights; eight += (long long)gridDim.x * FINISH_THREADS)
    {
        int row = (int)(8 * eight / cut.basis_ld), first = (int)(8 * eight % cut.basis_ld);
        uint4 numbers = first < cut.rank ? *(const uint4*)(cut.candidates + (long long)row * cut.candidates_ld + first) : make_uint4(0, 0, 0, 0);
        unsigned words[4] = {numbers.x, numbers.y, numbers.z, numbers.w};
#pragma unroll
        for (int pair = 0; pair < 4; pair++)
        {
            int left = cut.rank - (first + 2 * pair);
            words[pair] = left <= 0 ? 0u : left == 1 ? words[pair] & 0xFFFFu : words[pair];
        }
        *(uint4*)(cut.basis + 8 * eight) = make_uint4(words[0], words[1], words[2], words[3]);
    }
}
