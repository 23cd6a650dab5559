using AdaRank.Native;

namespace AdaRank.Tests.Native;

public sealed class ShimCorrectionTests
{
    private static readonly byte[] Shim = ElfImage.Of(
        ("libc.so.6", ["GLIBC_2.34"]),
        ("libstdc++.so.6", ["GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "GLIBCXX_3.4.9"]));

    [Fact]
    public void Apply_ShimThatInsists_ChangesTheFlagsOfThatNeedOnly()
    {
        var original = (byte[])Shim.Clone();

        var corrected = ShimCorrection.Apply(original);

        var insisted = ElfVersionNeeds.Read(original).Single(static need => need.Version == "GLIBCXX_3.4.32");
        Assert.Equal([(insisted.FlagsOffset, (byte)0, (byte)2)], Changes(original, corrected));
        Assert.Equal(Shim, original);
    }

    [Fact]
    public void Apply_CorrectedAlready_IsRefused()
    {
        var corrected = ShimCorrection.Apply(Shim);

        Assert.Throws<InvalidDataException>(() => ShimCorrection.Apply(corrected));
    }

    [Theory]
    [InlineData("libstdc++.so.6", "GLIBCXX_3.4.30")]
    [InlineData("libstdc++.so.6", "GLIBCXX_3.4.322")]
    [InlineData("libother.so.6", "GLIBCXX_3.4.32")]
    public void Apply_OtherNeed_IsRefused(string library, string version)
    {
        var image = ElfImage.Of((library, [version]));

        Assert.Throws<InvalidDataException>(() => ShimCorrection.Apply(image));
    }

    [Fact]
    public void Apply_AnyByteWrong_IsRefusedOrChangesOneFlagBitOnly()
    {
        for (var offset = 0; offset < Shim.Length; offset++)
        {
            var image = (byte[])Shim.Clone();
            image[offset] ^= 0xff;

            try
            {
                var (_, before, after) = Assert.Single(Changes(image, ShimCorrection.Apply(image)));
                Assert.Equal(before | 2, after);
            }
            catch (InvalidDataException)
            {
                // Refused, which is as good.
            }
        }
    }

    [Fact]
    public void Apply_RealShim_ChangesOneBit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux shim is an ELF file.");
        var original = File.ReadAllBytes(TorchNative.Origin.ShimPath);

        var corrected = ShimCorrection.Apply(original);

        var insisted = ElfVersionNeeds.Read(original).Single(static need => need.Version == "GLIBCXX_3.4.32");
        Assert.Equal([(insisted.FlagsOffset, (byte)0, (byte)2)], Changes(original, corrected));
    }

    private static List<(int Offset, byte Before, byte After)> Changes(byte[] before, byte[] after)
    {
        Assert.Equal(before.Length, after.Length);
        return [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Select(i => (i, before[i], after[i]))];
    }
}
