using System.Globalization;

namespace AdaRank.Cuda.Driver;

/// <summary>The generation of a device, for example 9.0.</summary>
/// <param name="Major">The number before the point.</param>
/// <param name="Minor">The number behind it.</param>
internal readonly record struct ComputeCapability(int Major, int Minor)
{
    /// <summary>As compilers number architectures, for example 90.</summary>
    public int Number => (Major * 10) + Minor;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
