using System.Text;

namespace AdaRank.Sampling;

/// <summary>Turns a parameter's name into a number that keys its random numbers.</summary>
public static class StreamKey
{
    /// <summary>FNV-1a of 64 bits over UTF-8: <see cref="string.GetHashCode()"/> differs from process to process.</summary>
    /// <param name="name">The checkpoint name of the parameter.</param>
    public static ulong Of(string name)
    {
        const ulong offset = 14695981039346656037;
        const ulong prime = 1099511628211;
        return Encoding.UTF8.GetBytes(name).Aggregate(offset, (hash, octet) => (hash ^ octet) * prime);
    }
}
