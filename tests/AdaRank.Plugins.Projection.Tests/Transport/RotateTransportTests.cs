using AdaRank.Plugins.Projection.Rotate;
using AdaRank.State;
using AdaRank.Transport;
using CsCheck;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class RotateTransportTests
{
    private const int Columns = 7;

    private static readonly StateSchema Adam = new(
        new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9),
        new StateSlot("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, 0.999));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Transport_SameBasis_ChangesNothing(int completedSteps)
    {
        using var scope = NewDisposeScope();
        var (first, second) = Moments(rank: 4, seed: 1);

        var (newFirst, newSecond) = Run(first, second, eye(4, dtype: ScalarType.Float64), completedSteps);

        Assert.True(newFirst.allclose(first, 1e-12, 1e-15));
        Assert.True(newSecond.allclose(second, 1e-12, 1e-15));
    }

    [Fact]
    public void Transport_FlippedSigns_FlipsTheMeanAndLeavesTheSquares()
    {
        using var scope = NewDisposeScope();
        var (first, second) = Moments(rank: 3, seed: 2);
        var flip = diag(tensor(new[] { -1.0, 1.0, -1.0 }));

        var (newFirst, newSecond) = Run(first, second, flip, completedSteps: 10);

        Assert.True(newFirst.allclose(flip.mm(first), 1e-12, 1e-15));
        Assert.True(newSecond.allclose(second, 1e-12, 1e-15));
    }

    [Fact]
    public void Transport_AnyRotation_NeverMakesASecondMomentNegative() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Long[1, 1000], Gen.Int[0, 100_000]).Sample((rankOld, rankNew, completedSteps, seed) =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            var (first, _) = Moments(rankOld, seed);

            // Below the squared mean, where rounding and an earlier rotation may put it: the variance is negative then.
            var second = first.square() * 1e-3;
            var overlap = linalg.qr(randn([8, rankNew], ScalarType.Float64, generator: generator)).Q.t()
                .mm(linalg.qr(randn([8, rankOld], ScalarType.Float64, generator: generator)).Q);

            var (_, newSecond) = Run(first, second, overlap, completedSteps);

            Assert.True(newSecond.ge(0).all().item<bool>());
        }, iter: 200);

    [Fact]
    public void Transport_BeforeAnyStep_GivesZeroMoments()
    {
        using var scope = NewDisposeScope();
        var empty = zeros([3, Columns], ScalarType.Float64);

        var (newFirst, newSecond) = Run(empty, empty, eye(3, dtype: ScalarType.Float64), completedSteps: 0);

        Assert.Equal(0, Gradients.Energy(newFirst) + Gradients.Energy(newSecond));
    }

    private static (Tensor First, Tensor Second) Moments(int rank, int seed)
    {
        using var generator = new Generator((ulong)seed);
        var first = randn([rank, Columns], ScalarType.Float64, generator: generator);
        return (first, first.square() + rand([rank, Columns], ScalarType.Float64, generator: generator));
    }

    private static (Tensor First, Tensor Second) Run(Tensor first, Tensor second, Tensor overlap, long completedSteps)
    {
        Tensor[] to = [zeros([overlap.shape[0], Columns], ScalarType.Float64), zeros([overlap.shape[0], Columns], ScalarType.Float64)];
        new RotateTransport().Transport([new MomentMove([first, second], to, overlap, completedSteps)], Adam);
        return (to[0], to[1]);
    }
}
