namespace AdaRank.Native;

/// <summary>One version of one library that an ELF file asks for.</summary>
/// <param name="Library">The library, for example <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, for example <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Flags">The flags, <see cref="WeakFlag"/> among them.</param>
/// <param name="FlagsOffset">Where in the file the two bytes of flags lie, low byte first.</param>
internal readonly record struct ElfVersionNeed(string Library, string Version, ushort Flags, int FlagsOffset)
{
    /// <summary>VER_FLG_WEAK: the loader carries on when the library lacks the version.</summary>
    public const ushort WeakFlag = 0x2;
}
