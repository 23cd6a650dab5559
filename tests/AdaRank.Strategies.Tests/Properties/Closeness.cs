using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Comparisons of matrices.</summary>
internal static class Closeness
{
    /// <summary>Fails unless two matrices differ by at most a distance, in the Frobenius norm.</summary>
    public static void AssertWithin(Tensor expected, Tensor actual, double distance, string what)
    {
        var difference = (actual - expected).Norm();
        Assert.True(difference <= distance, $"{what} differs by {difference:g4}, more than {distance:g4}.");
    }

    /// <summary>Fails unless two lists hold the same tensors, bit for bit.</summary>
    public static void AssertSameBits(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var index = 0; index < expected.Count; index++)
        {
            Assert.Equal(expected[index].shape, actual[index].shape);
            Assert.True(
                expected[index].contiguous().bytes.SequenceEqual(actual[index].contiguous().bytes), $"{what}: tensor {index} has other bits.");
        }
    }

    /// <summary>‖X‖_F.</summary>
    public static double Norm(this Tensor matrix) => matrix.to(ScalarType.Float64).norm().item<double>();
}
