// Philox4x32-10 (Salmon et al., SC 2011): random bits by key and counter alone, so that a resumed run rounds alike.

struct Key2 { unsigned lo, hi; };

__device__ __forceinline__ uint4 philox(uint4 counter, Key2 key)
{
#pragma unroll
    for (int round = 0; round < 10; round++)
    {
        unsigned long long a = 0xD2511F53ull * counter.x, b = 0xCD9E8D57ull * counter.z;
        counter = make_uint4((unsigned)(b >> 32) ^ counter.y ^ key.lo, (unsigned)b, (unsigned)(a >> 32) ^ counter.w ^ key.hi, (unsigned)a);
        key.lo += 0x9E3779B9u;
        key.hi += 0xBB67AE85u;
    }
    return counter;
}
