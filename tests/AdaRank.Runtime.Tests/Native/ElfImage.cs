using System.Buffers.Binary;
using System.Text;

namespace AdaRank.Tests.Native;

/// <summary>Builds a small ELF file of nothing but version needs.</summary>
internal static class ElfImage
{
    private const int HeaderSize = 64;
    private const int EntrySize = 16;

    /// <summary>A file whose libraries each need the given versions.</summary>
    public static byte[] Of(params (string Library, string[] Versions)[] needs)
    {
        var strings = new List<byte> { 0 };
        var entries = new List<byte>();
        for (var i = 0; i < needs.Length; i++)
        {
            var (library, versions) = needs[i];
            var need = new byte[EntrySize];
            Put16(need, 0, 1);
            Put16(need, 2, (ushort)versions.Length);
            Put32(need, 4, Add(strings, library));
            Put32(need, 8, EntrySize);
            Put32(need, 12, i == needs.Length - 1 ? 0 : (uint)(EntrySize * (1 + versions.Length)));
            entries.AddRange(need);

            for (var j = 0; j < versions.Length; j++)
            {
                var auxiliary = new byte[EntrySize];
                Put32(auxiliary, 8, Add(strings, versions[j]));
                Put32(auxiliary, 12, j == versions.Length - 1 ? 0u : EntrySize);
                entries.AddRange(auxiliary);
            }
        }

        var header = new byte[HeaderSize];
        "\u007fELF"u8.CopyTo(header);
        header[4] = 2;
        header[5] = 1;
        Put64(header, 0x28, (ulong)(HeaderSize + strings.Count + entries.Count));
        Put16(header, 0x3A, HeaderSize);
        Put16(header, 0x3C, 3);

        return
        [
            .. header, .. strings, .. entries,
            .. new byte[HeaderSize],
            .. Section(type: 3, HeaderSize, strings.Count, link: 0, count: 0),
            .. Section(type: 0x6ffffffe, HeaderSize + strings.Count, entries.Count, link: 1, count: (uint)needs.Length),
        ];
    }

    private static byte[] Section(uint type, int offset, int size, uint link, uint count)
    {
        var section = new byte[HeaderSize];
        Put32(section, 4, type);
        Put64(section, 0x18, (ulong)offset);
        Put64(section, 0x20, (ulong)size);
        Put32(section, 0x28, link);
        Put32(section, 0x2C, count);
        return section;
    }

    private static uint Add(List<byte> strings, string text)
    {
        var offset = (uint)strings.Count;
        strings.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
        return offset;
    }

    private static void Put16(byte[] to, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(to.AsSpan(offset), value);

    private static void Put32(byte[] to, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(to.AsSpan(offset), value);

    private static void Put64(byte[] to, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(to.AsSpan(offset), value);
}
