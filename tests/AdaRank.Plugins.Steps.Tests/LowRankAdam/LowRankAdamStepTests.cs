using AdaRank.Banks;
using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.LowRankAdam;

public sealed class LowRankAdamStepTests
{
    private static readonly StepScalars Scalars = new(LearningRate: 0.01, WeightDecay: 0.1);

    [Theory]
    [InlineData(6, 9)]
    [InlineData(9, 6)]
    [InlineData(6, 6)]
    public void Step_IdentityBasis_EqualsAdamW(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var start = randn([rows, columns], ScalarType.Float64, generator: generator);
        var (lowRankWeight, fullRankWeight) = (start.clone(), start.clone());
        var (lowRankState, fullRankState) = (State(6, 9), State(rows, columns));
        if (rows == columns)
        {
            lowRankState = State(6, 6);
        }

        for (var step = 1; step <= 20; step++)
        {
            var gradient = randn([rows, columns], ScalarType.Float64, generator: generator);
            Run(new LowRankAdamStep(new LowRankAdamOptions()), lowRankWeight, eye(6, dtype: ScalarType.Float64), lowRankState, gradient, step);
            new FullRankAdamStep(new AdamOptions()).Step(
                [new DenseMember("weight", fullRankWeight, gradient, fullRankState, step)], Scalars);
        }

        Assert.True(lowRankWeight.allclose(fullRankWeight, 1e-12, 1e-14));
    }

    [Theory]
    [InlineData(6, 9)]
    [InlineData(9, 6)]
    public void Step_AnyBasis_MovesTheWeightInsideItsSpanOnly(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var weight = randn([rows, columns], ScalarType.Float64, generator: generator);
        var before = weight.clone();
        var basis = linalg.qr(randn([6, 2], ScalarType.Float64, generator: generator)).Q;

        Run(
            new LowRankAdamStep(new LowRankAdamOptions()), weight, basis, State(2, 9),
            randn([rows, columns], ScalarType.Float64, generator: generator), step: 1, new StepScalars(0.01, 0));

        var moved = rows > columns ? (weight - before).t() : weight - before;
        var outside = moved - basis.mm(basis.t().mm(moved));
        Assert.True(moved.abs().max().item<double>() > 1e-3);
        Assert.True(outside.abs().max().item<double>() < 1e-15);
    }

    [Fact]
    public void Step_ProjectedGradient_GivesTheSameBitsAsTheWholeOneAndStays()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var gradient = randn([6, 9], ScalarType.Float64, generator: generator);
        var basis = linalg.qr(randn([6, 2], ScalarType.Float64, generator: generator)).Q;
        var (whole, projected) = (zeros([6, 9], ScalarType.Float64), zeros([6, 9], ScalarType.Float64));
        var shape = new BankShape(6, 9, ScalarType.Float64);
        var step = new LowRankAdamStep(new LowRankAdamOptions());

        step.Step(Bucket(shape, whole, basis, State(2, 9), 1), new GradientView.Full(shape, [gradient]), Scalars, Energies());
        var inside = basis.t().mm(gradient);
        step.Step(Bucket(shape, projected, basis, State(2, 9), 1), new GradientView.Projected(shape, [inside]), Scalars, Energies());

        Assert.True(whole.eq(projected).all().item<bool>());
        Assert.True(inside.eq(basis.t().mm(gradient)).all().item<bool>());
    }

    [Theory]
    [InlineData(6, 9)]
    [InlineData(9, 6)]
    [InlineData(6, 6)]
    public void Step_TransposedGradient_MovesTheWeightAlike(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var gradient = randn([rows, columns], ScalarType.Float64, generator: generator);
        var transposed = gradient.t().contiguous().t();
        var basis = linalg.qr(randn([6, 2], ScalarType.Float64, generator: generator)).Q;
        var (plain, turned) = (ones([rows, columns], ScalarType.Float64), ones([rows, columns], ScalarType.Float64));
        var longSide = Math.Max(rows, columns);

        Run(new LowRankAdamStep(new LowRankAdamOptions()), plain, basis, State(2, longSide), gradient, step: 1);
        Run(new LowRankAdamStep(new LowRankAdamOptions()), turned, basis, State(2, longSide), transposed, step: 1);

        Assert.False(transposed.is_contiguous());
        Assert.True(plain.allclose(turned, 1e-13, 1e-15));
        Assert.False(plain.allclose(ones_like(plain), 1e-3, 1e-3));
    }

    [Theory]
    [InlineData(60, 90)]
    [InlineData(90, 60)]
    public void Step_SinglePrecision_FollowsDoublePrecision(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var start = randn([rows, columns], ScalarType.Float64, generator: generator);
        var basis = linalg.qr(randn([60, 7], ScalarType.Float64, generator: generator)).Q;
        var (exact, single) = (start.clone(), start.to(ScalarType.Float32));
        var (exactState, singleState) = (State(7, 90), State(7, 90).Select(tensor => tensor.to(ScalarType.Float32)).ToArray());
        for (var step = 1; step <= 5; step++)
        {
            var gradient = randn([rows, columns], ScalarType.Float64, generator: generator);
            Run(new LowRankAdamStep(new LowRankAdamOptions()), exact, basis, exactState, gradient, step);
            Run(
                new LowRankAdamStep(new LowRankAdamOptions()), single, basis.to(ScalarType.Float32), singleState,
                gradient.to(ScalarType.Float32), step);
        }

        Assert.True(single.to(ScalarType.Float64).allclose(exact, 1e-6, 2e-6));
        Assert.False(exact.allclose(start, 1e-2, 1e-2));
    }

    [Fact]
    public void Step_AnyGradient_ReportsItsProjectedEnergy()
    {
        using var scope = NewDisposeScope();
        var basis = eye(6, 2, ScalarType.Float64);
        var gradient = arange(54, ScalarType.Float64).reshape(6, 9);

        var energy = Run(
            new LowRankAdamStep(new LowRankAdamOptions()), zeros([6, 9], ScalarType.Float64), basis, State(2, 9), gradient, step: 1);

        Assert.Equal(Enumerable.Range(0, 18).Sum(value => (double)value * value), energy);
    }

    [Fact]
    public void Step_SquaresBeyondSinglePrecision_ReportsTheirSum()
    {
        using var scope = NewDisposeScope();
        var gradient = full([6, 9], 1e25, ScalarType.Float32);
        Tensor[] state = [zeros([2, 9]), zeros([2, 9])];

        var energy = Run(new LowRankAdamStep(new LowRankAdamOptions()), zeros([6, 9]), eye(6, 2), state, gradient, step: 1);

        Assert.Equal(18, energy / 1e50, 1e-5);
    }

    [Fact]
    public void Step_Scale_ActsOnTheUpdateAndNotOnTheDecay()
    {
        using var scope = NewDisposeScope();
        var (full, quarter) = (ones([6, 9], ScalarType.Float64), ones([6, 9], ScalarType.Float64));
        var gradient = ones([6, 9], ScalarType.Float64);
        var basis = eye(6, dtype: ScalarType.Float64);

        Run(new LowRankAdamStep(new LowRankAdamOptions()), full, basis, State(6, 9), gradient, step: 1);
        Run(new LowRankAdamStep(new LowRankAdamOptions { Scale = 0.25 }), quarter, basis, State(6, 9), gradient, step: 1);

        const double decayed = 1 - (0.01 * 0.1);
        Assert.True((quarter - decayed).allclose((full - decayed) * 0.25, 1e-9));
    }

    [Fact]
    public void State_Encodings_AreThoseOfTheOptions()
    {
        var slots = new LowRankAdamStep(new LowRankAdamOptions
        {
            Beta1 = 0.8,
            Beta2 = 0.95,
            FirstMoment = StateEncoding.BFloat16,
            SecondMoment = StateEncoding.Blockwise8Bit,
        }).State.Slots;

        Assert.Equal(
            [
                new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.8) { Encoding = StateEncoding.BFloat16 },
                new StateSlot("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, 0.95) { Encoding = StateEncoding.Blockwise8Bit },
            ],
            slots.AsEnumerable());
    }

    [Fact]
    public void Constructor_UnknownEncoding_IsRefused()
    {
        Refuse("first moment is 9", new LowRankAdamOptions { FirstMoment = (StateEncoding)9 });
        Refuse("second moment is 9", new LowRankAdamOptions { SecondMoment = (StateEncoding)9 });

        static void Refuse(string message, LowRankAdamOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new LowRankAdamStep(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 0.999, 1e-8, 1.0, "beta1 is 1")]
    [InlineData(0.9, -0.1, 1e-8, 1.0, "beta2 is -0.1")]
    [InlineData(0.9, 0.999, 0.0, 1.0, "epsilon is 0")]
    [InlineData(0.9, 0.999, 1e-8, double.NaN, "scale is NaN")]
    public void Constructor_OptionOutOfRange_NamesIt(double beta1, double beta2, double epsilon, double scale, string message)
    {
        var options = new LowRankAdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, Scale = scale };

        var problem = Assert.Throws<InvalidSettingException>(() => new LowRankAdamStep(options));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static double Run(
        LowRankAdamStep lowRankStep, Tensor weight, Tensor basis, Tensor[] state, Tensor gradient, long step, StepScalars? scalars = null)
    {
        var shape = new BankShape(weight.shape[0], weight.shape[1], weight.dtype);
        using var energies = Energies();
        lowRankStep.Step(Bucket(shape, weight, basis, state, step), new GradientView.Full(shape, [gradient]), scalars ?? Scalars, energies);
        return energies.item<double>();
    }

    private static BucketView Bucket(BankShape shape, Tensor weight, Tensor basis, Tensor[] state, long step) =>
        new(shape, (int)basis.shape[1], [new BucketMember("weight", weight, basis, state, step)]);

    private static Tensor Energies() => zeros([1], ScalarType.Float64);

    private static Tensor[] State(long rows, long columns) =>
        [zeros([rows, columns], ScalarType.Float64), zeros([rows, columns], ScalarType.Float64)];
}
