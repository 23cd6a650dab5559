// Random bases of APOLLO (method.md section 7.3): P^T, [d, ld], entries N(0, 1/r), by seed, name and draw alone, so that they need not be stored.

extern "C" __global__ void draw_bases(
    unsigned short* bases, const unsigned long long* names, int lines, int rank, int ld, unsigned long long seed, unsigned draw)
{
    unsigned long long name = names[blockIdx.y];
    Key2 key = {(unsigned)seed, (unsigned)(seed >> 32)};
    float size = 1 / sqrtf((float)rank);
    int eights = ld / 8;
    unsigned count = (unsigned)lines * eights;
    bases += (long long)blockIdx.y * lines * ld;
    for (unsigned index = blockIdx.x * blockDim.x + threadIdx.x; index < count; index += gridDim.x * blockDim.x)
    {
        int column = (int)(index % eights) * 8;
        float x[8];
#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            // Box and Muller: two uniform numbers make two normal ones.
            uint4 random = philox(make_uint4(2 * index + half, draw, (unsigned)name, (unsigned)(name >> 32)), key);
            float length1 = sqrtf(-2 * logf((random.x + 0.5f) * (1.0f / 4294967296.0f))), angle1 = random.y * (2.0f / 4294967296.0f);
            float length2 = sqrtf(-2 * logf((random.z + 0.5f) * (1.0f / 4294967296.0f))), angle2 = random.w * (2.0f / 4294967296.0f);
            x[4 * half] = length1 * cospif(angle1);
            x[4 * half + 1] = length1 * sinpif(angle1);
            x[4 * half + 2] = length2 * cospif(angle2);
            x[4 * half + 3] = length2 * sinpif(angle2);
        }
#pragma unroll
        for (int k = 0; k < 8; k++)
        {
            x[k] = column + k < rank ? size * x[k] : 0;
        }
        *(uint4*)(bases + 8LL * index) = pack_nearest(x);
    }
}
