// Eigenvalues and vectors of Gram matrices of up to 160 columns, one a block, by one-sided Jacobi rotations of the Cholesky factor: with
// S = L L^T and L J = U D, J orthogonal, the columns of U are the eigenvectors and the squares of D the eigenvalues. Pairs of columns
// meet in the order of a tournament, all pairs of a round at once, 16 threads for each, so that results repeat to the last bit. A small multiple of the identity
// is added first and taken off the eigenvalues: then every column has a direction, also where S is singular.

#define EIGEN_THREADS 1024
#define EIGEN_WARPS (EIGEN_THREADS / 32)
#define EIGEN_LANES 16
#define EIGEN_GROUPS (EIGEN_THREADS / EIGEN_LANES)
#define EIGEN_PARTS 10
#define LARGEST_COSINE 2e-6f
#define NOT_CONVERGED 32

__device__ __forceinline__ float sum_of_warp(float sum)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1)
    {
        sum += __shfl_xor_sync(0xFFFFFFFFu, sum, offset);
    }
    return sum;
}

__device__ __forceinline__ void square_lengths(const float* a, float* norms, int k, int height)
{
    for (int c = threadIdx.x >> 5; c < k; c += EIGEN_WARPS)
    {
        float sum = 0;
        for (int i = threadIdx.x & 31; i < k; i += 32)
        {
            sum = fmaf(a[c * height + i], a[c * height + i], sum);
        }
        sum = sum_of_warp(sum);
        if ((threadIdx.x & 31) == 0)
        {
            norms[c] = sum;
        }
    }
}

// The eigenvectors go to `vectors` as columns, by descending eigenvalue; the eigenvalues, in units of the gradient, to the report.
extern "C" __global__ void __launch_bounds__(EIGEN_THREADS) eigen_by_rotations(
    const float* grams, float* vectors, const float* scales, int* statuses, double* report, int report_ld, int k, int ld, long long distance, int most_sweeps)
{
    extern __shared__ float shared[];
    __shared__ int has_rotated;
    __shared__ float shared_trace;

    // Neighbouring columns begin 16 banks apart: the two pairs of a warp then meet in none.
    int height = (k + 15) / 32 * 32 + 16, lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    float* a = shared;
    float* norms = a + k * height;
    int* order = (int*)(norms + k);
    const float* gram = grams + blockIdx.x * distance;
    float* target = vectors + blockIdx.x * distance;
    double* energies = report + (long long)blockIdx.x * report_ld;

    if (warp == 0)
    {
        float sum = 0;
        for (int i = lane; i < k; i += 32)
        {
            sum += gram[(long long)i * ld + i];
        }
        sum = sum_of_warp(sum);
        if (lane == 0)
        {
            shared_trace = sum;
        }
    }
    __syncthreads();
    float trace = shared_trace;
    if (!(trace > 1e-30f && trace < 1e35f))
    {
        // Nothing, or not numbers: every direction is as good.
        for (int index = threadIdx.x; index < k * k; index += EIGEN_THREADS)
        {
            target[(long long)(index / k) * ld + index % k] = index / k == index % k ? 1.0f : 0.0f;
        }
        for (int i = threadIdx.x; i < k; i += EIGEN_THREADS)
        {
            energies[i] = 0;
        }
        return;
    }

    float factor = k / trace, added = 5e-7f * k;
    for (int c = warp; c < k; c += EIGEN_WARPS)
    {
        for (int i = lane; i < k; i += 32)
        {
            a[c * height + i] = i < c ? 0.0f : factor * gram[(long long)c * ld + i] + (i == c ? added : 0.0f);
        }
    }
    __syncthreads();

    for (int j = 0; j < k; j++)
    {
        float pivot = a[j * height + j];
        pivot = pivot > 0.25f * added ? pivot : 0.25f * added;
        float root = sqrtf(pivot), inverse = 1.0f / root;
        for (int i = j + 1 + threadIdx.x; i < k; i += EIGEN_THREADS)
        {
            a[j * height + i] *= inverse;
        }
        __syncthreads();
        for (int c = j + 1 + warp; c < k; c += EIGEN_WARPS)
        {
            float l = a[j * height + c];
            for (int i = c + lane; i < k; i += 32)
            {
                a[c * height + i] = fmaf(-l, a[j * height + i], a[c * height + i]);
            }
        }
        if (threadIdx.x == 0)
        {
            a[j * height + j] = root;
        }
        __syncthreads();
    }

    // With an odd number of columns one rests in each round.
    int players = k + (k & 1);
    bool is_converged = false;
    for (int sweep = 0; sweep < most_sweeps && !is_converged; sweep++)
    {
        square_lengths(a, norms, k, height);
        if (threadIdx.x == 0)
        {
            has_rotated = 0;
        }
        __syncthreads();
        for (int round = 0; round < players - 1; round++)
        {
            for (int base = 0; base < players / 2; base += EIGEN_GROUPS)
            {
                int pair = base + threadIdx.x / EIGEN_LANES;
                int x = pair == 0 ? players - 1 : (round + pair) % (players - 1);
                int y = pair == 0 ? round : (round + players - 1 - pair) % (players - 1);
                bool plays = pair < players / 2 && x < k && y < k;
                float* left = a + (plays ? x : 0) * height;
                float* right = a + (plays ? y : 0) * height;
                float u[EIGEN_PARTS], v[EIGEN_PARTS], product = 0;
#pragma unroll
                for (int part = 0; part < EIGEN_PARTS; part++)
                {
                    int i = (threadIdx.x & (EIGEN_LANES - 1)) + EIGEN_LANES * part;
                    u[part] = i < k && plays ? left[i] : 0.0f;
                    v[part] = i < k && plays ? right[i] : 0.0f;
                    product = fmaf(u[part], v[part], product);
                }
#pragma unroll
                for (int offset = EIGEN_LANES / 2; offset > 0; offset >>= 1)
                {
                    product += __shfl_xor_sync(0xFFFFFFFFu, product, offset);
                }
                float square_left = plays ? norms[x] : 0.0f, square_right = plays ? norms[y] : 0.0f;
                __syncwarp();
                if (fabsf(product) > LARGEST_COSINE * sqrtf(square_left) * sqrtf(square_right))
                {
                    float ratio = (square_right - square_left) / (2.0f * product);
                    float tangent = copysignf(1.0f, ratio) / (fabsf(ratio) + sqrtf(1.0f + ratio * ratio));
                    float cosine = 1.0f / sqrtf(1.0f + tangent * tangent), sine = cosine * tangent;
#pragma unroll
                    for (int part = 0; part < EIGEN_PARTS; part++)
                    {
                        int i = (threadIdx.x & (EIGEN_LANES - 1)) + EIGEN_LANES * part;
                        if (i < k)
                        {
                            left[i] = cosine * u[part] - sine * v[part];
                            right[i] = sine * u[part] + cosine * v[part];
                        }
                    }
                    if ((threadIdx.x & (EIGEN_LANES - 1)) == 0)
                    {
                        norms[x] = fmaxf(square_left - tangent * product, 0.0f);
                        norms[y] = square_right + tangent * product;
                        has_rotated = 1;
                    }
                }
            }
            __syncthreads();
        }
        is_converged = has_rotated == 0;
        __syncthreads();
    }

    square_lengths(a, norms, k, height);
    __syncthreads();
    for (int column = threadIdx.x; column < k; column += EIGEN_THREADS)
    {
        int place = 0;
        for (int other = 0; other < k; other++)
        {
            place += norms[other] > norms[column] || (norms[other] == norms[column] && other < column);
        }
        order[place] = column;
    }
    __syncthreads();
    for (int i = warp; i < k; i += EIGEN_WARPS)
    {
        for (int place = lane; place < k; place += 32)
        {
            int column = order[place];
            target[(long long)i * ld + place] = a[column * height + i] / sqrtf(norms[column]);
        }
    }
    double unit = 1.0 / ((double)scales[blockIdx.x] * scales[blockIdx.x]);
    for (int place = threadIdx.x; place < k; place += EIGEN_THREADS)
    {
        float value = (norms[order[place]] - added) / factor;
        energies[place] = value > 0 ? value * unit : 0.0;
    }
    if (threadIdx.x == 0 && !is_converged)
    {
        statuses[blockIdx.x] |= NOT_CONVERGED;
    }
}
