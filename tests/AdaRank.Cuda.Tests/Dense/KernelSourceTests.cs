using AdaRank.Cuda.Kernels;

namespace AdaRank.Cuda.Tests.Dense;

public sealed class KernelSourceTests
{
    [Theory]
    [InlineData("gradient_norm.cu", "measure(", "begin(")]
    [InlineData("dense_adam.cu", "dense_adam_fp32", "dense_adam_bf16", "dense_adam_8bit")]
    [InlineData("channel_scaling.cu", "energies_of_columns_16", "scale_channels", "take_scaled", "add_scaled_right_2")]
    [InlineData("random_basis.cu", "draw_bases")]
    public void Text_OfASource_HasItsKernelsAndEachFileOnce(string name, params string[] kernels)
    {
        var source = new[] { KernelSources.GradientNorm, KernelSources.DenseAdam, KernelSources.ChannelScaling, KernelSources.RandomBasis }
            .Single(source => source.Name == name);

        Assert.All(kernels, kernel => Assert.Contains(kernel, source.Text, StringComparison.Ordinal));
        foreach (var definition in (string[])["uint4 philox(uint4", "float low_half(unsigned", "struct Decays"])
        {
            Assert.Equal(2, source.Text.Split(definition).Length);
        }
    }
}
