using System.Buffers.Binary;

namespace AdaRank.Native;

/// <summary>Makes TorchSharp's Linux shim loadable where the C++ library is one release too old for it.</summary>
/// <remarks>
/// The shim was linked against GCC 13 and so asks for <c>GLIBCXX_3.4.32</c>, for the sake of one symbol
/// (<c>std::ios_base_library_init</c>) that only marks the fact and that nothing refers to. Distributions with GCC 12
/// stop at 3.4.30 and refuse to load it. Marking that one need as weak lets their loader carry on; no code changes.
/// </remarks>
internal static class ShimCorrection
{
    public const string Library = "libstdc++.so.6";
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>Makes the corrected content.</summary>
    /// <param name="original">The content of the shim; not changed.</param>
    /// <exception cref="InvalidDataException">The file cannot be read, or this is not what is wrong with it.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> original)
    {
        var strong = ElfVersionNeeds.Read(original)
            .Where(static need => need is { Library: Library, Version: Version } && (need.Flags & ElfVersionNeed.WeakFlag) == 0)
            .ToList();
        if (strong.Count == 0)
        {
            throw new InvalidDataException($"It does not insist on {Version}.");
        }

        var corrected = original.ToArray();
        foreach (var need in strong)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(corrected.AsSpan(need.FlagsOffset), (ushort)(need.Flags | ElfVersionNeed.WeakFlag));
        }

        return corrected;
    }
}
