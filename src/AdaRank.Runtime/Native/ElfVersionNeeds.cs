using System.Buffers.Binary;
using System.Text;

namespace AdaRank.Native;

/// <summary>Reads the version needs (section <c>.gnu.version_r</c>) of a 64-bit little-endian ELF file.</summary>
/// <remarks>Trusts nothing in the file: any offset or count that leads outside of it is a failure to read.</remarks>
internal static class ElfVersionNeeds
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int NeedSize = 16;
    private const int AuxiliarySize = 16;
    private const uint StringTableType = 3;
    private const uint VersionNeedsType = 0x6ffffffe;

    /// <summary>Lists the needs in the order of the file.</summary>
    /// <param name="image">The whole file.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or damaged.</exception>
    public static IReadOnlyList<ElfVersionNeed> Read(ReadOnlySpan<byte> image)
    {
        CheckKind(image);

        var needs = new List<ElfVersionNeed>();
        var sectionTable = ReadUInt64(image, 0x28);
        int sectionSize = ReadUInt16(image, 0x3A);
        int sectionCount = ReadUInt16(image, 0x3C);
        if (sectionCount > 0 && sectionSize != SectionHeaderSize)
        {
            throw Damaged("section headers have another size than 64");
        }

        for (var index = 0; index < sectionCount; index++)
        {
            var section = Section(image, sectionTable, index);
            if (ReadUInt32(section, 4) == VersionNeedsType)
            {
                ReadSection(image, sectionTable, sectionCount, section, needs);
            }
        }

        return needs;
    }

    private static void CheckKind(ReadOnlySpan<byte> image)
    {
        if (image.Length < HeaderSize || !image.StartsWith("\u007fELF"u8))
        {
            throw new InvalidDataException("It is not an ELF file.");
        }

        const byte sixtyFourBit = 2;
        const byte littleEndian = 1;
        if (image[4] != sixtyFourBit || image[5] != littleEndian)
        {
            throw new InvalidDataException("It is not a 64-bit little-endian ELF file.");
        }
    }

    private static void ReadSection(
        ReadOnlySpan<byte> image, ulong sectionTable, int sectionCount, ReadOnlySpan<byte> section, List<ElfVersionNeed> needs)
    {
        var link = ReadUInt32(section, 0x28);
        if (link >= sectionCount)
        {
            throw Damaged("the string table of the version needs is missing");
        }

        var stringSection = Section(image, sectionTable, (int)link);
        if (ReadUInt32(stringSection, 4) != StringTableType)
        {
            throw Damaged("the string table of the version needs is none");
        }

        var contents = Content(image, section, out var contentsOffset);
        var strings = Content(image, stringSection, out _);
        var libraries = ReadUInt32(section, 0x2C);

        // Both chains run forward by unsigned steps, so they end: at a step of zero, at their count, or at the border.
        ulong at = 0;
        for (uint i = 0; i < libraries; i++)
        {
            var need = Slice(contents, at, NeedSize);
            var library = ReadString(strings, ReadUInt32(need, 4));
            var versions = ReadUInt16(need, 2);

            var auxiliaryAt = at + ReadUInt32(need, 8);
            for (var j = 0; j < versions; j++)
            {
                var auxiliary = Slice(contents, auxiliaryAt, AuxiliarySize);
                needs.Add(new ElfVersionNeed(
                    library,
                    ReadString(strings, ReadUInt32(auxiliary, 8)),
                    ReadUInt16(auxiliary, 4),
                    contentsOffset + (int)auxiliaryAt + 4));

                var nextAuxiliary = ReadUInt32(auxiliary, 12);
                if (nextAuxiliary == 0)
                {
                    break;
                }

                auxiliaryAt += nextAuxiliary;
            }

            var nextNeed = ReadUInt32(need, 12);
            if (nextNeed == 0)
            {
                break;
            }

            at += nextNeed;
        }
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> image, ulong table, int index)
    {
        if (table > (ulong)image.Length)
        {
            throw Damaged("the section headers lie outside");
        }

        return Slice(image, table + ((ulong)index * SectionHeaderSize), SectionHeaderSize);
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> image, ReadOnlySpan<byte> section, out int offset)
    {
        var content = Slice(image, ReadUInt64(section, 0x18), ReadUInt64(section, 0x20));
        offset = (int)ReadUInt64(section, 0x18);
        return content;
    }

    private static string ReadString(ReadOnlySpan<byte> strings, uint offset)
    {
        var rest = Slice(strings, offset, 0, toEnd: true);
        var length = rest.IndexOf((byte)0);
        return length < 0 ? throw Damaged("a name has no end") : Encoding.ASCII.GetString(rest[..length]);
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> whole, ulong offset, ulong length, bool toEnd = false)
    {
        var size = (ulong)whole.Length;
        if (offset > size || length > size - offset)
        {
            throw Damaged("an entry lies outside");
        }

        return toEnd ? whole[(int)offset..] : whole.Slice((int)offset, (int)length);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> from, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(from[offset..]);

    private static uint ReadUInt32(ReadOnlySpan<byte> from, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(from[offset..]);

    private static ulong ReadUInt64(ReadOnlySpan<byte> from, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(from[offset..]);

    private static InvalidDataException Damaged(string what) => new($"It is a damaged ELF file: {what}.");
}
