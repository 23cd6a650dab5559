using AdaRank.Native;

namespace AdaRank.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private static readonly byte[] Sound = ElfImage.Of(("libm.so.6", ["GLIBC_2.2.5"]), ("libc.so.6", ["GLIBC_2.34", "GLIBC_2.4"]));

    [Fact]
    public void Read_TwoLibraries_ListsEachVersionInOrder()
    {
        var needs = ElfVersionNeeds.Read(Sound);

        Assert.Equal(
            [("libm.so.6", "GLIBC_2.2.5"), ("libc.so.6", "GLIBC_2.34"), ("libc.so.6", "GLIBC_2.4")],
            needs.Select(static need => (need.Library, need.Version)));
    }

    [Fact]
    public void Read_NoSections_FindsNothing()
    {
        var image = Sound[..64];
        image[0x3C] = 0;

        Assert.Empty(ElfVersionNeeds.Read(image));
    }

    [Theory]
    [InlineData(0, 0x7e)] // no ELF file
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(0x3A, 40)] // section headers of the 32-bit size
    public void Read_OtherKind_IsRefused(int offset, byte value)
    {
        var image = (byte[])Sound.Clone();
        image[offset] = value;

        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(image));
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        for (var length = 0; length < Sound.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(Sound.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Read_AnyByteWrong_ReadsOrIsRefused()
    {
        for (var offset = 0; offset < Sound.Length; offset++)
        {
            foreach (var value in (byte[])[0x00, 0x01, 0x7f, 0x80, 0xff])
            {
                var image = (byte[])Sound.Clone();
                image[offset] = value;

                AssertReadsOrIsRefused(image);
            }
        }
    }

    [Fact]
    public void Read_FieldOfOnes_ReadsOrIsRefused()
    {
        for (var offset = 6; offset + 8 <= Sound.Length; offset++)
        {
            foreach (var width in (int[])[2, 4, 8])
            {
                var image = (byte[])Sound.Clone();
                image.AsSpan(offset, width).Fill(0xff);

                AssertReadsOrIsRefused(image);
            }
        }
    }

    [Fact]
    public void Read_Garbage_IsRefused()
    {
        var image = new byte[4096];
        new Random(20261124).NextBytes(image);

        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(image));
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read([]));
    }

    private static void AssertReadsOrIsRefused(byte[] image)
    {
        try
        {
            Assert.All(ElfVersionNeeds.Read(image), need => Assert.InRange(need.FlagsOffset, 0, image.Length - 2));
        }
        catch (InvalidDataException)
        {
            // Refused, which is as good.
        }
    }
}
