using AdaRank.Banks;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Tests.Kernels;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.LowRankAdam;

/// <summary>Matrices that are large enough for stripes, beside the equations written with tensors, and beside other ways to the same step.</summary>
public sealed class LowRankAdamStripeTests
{
    private const double Rate = 0.01;
    private const double Decay = 0.1;
    private const double Scale = 0.25;

    private static readonly StepScalars Scalars = new(Rate, Decay);

    public static TheoryData<int, int, int, string> Cases => new()
    {
        { 64, 64, 1, "fp64" }, { 64, 64, 4, "fp64" }, { 67, 65, 3, "fp64" }, { 65, 67, 3, "fp64" }, { 257, 33, 16, "fp64" },
        { 33, 257, 16, "fp64" }, { 33, 600, 33, "fp64" }, { 600, 33, 33, "fp64" }, { 4096, 1, 1, "fp64" }, { 1, 4096, 1, "fp64" },
        { 3, 1500, 2, "fp64" }, { 1500, 3, 2, "fp64" }, { 129, 130, 63, "fp64" }, { 129, 130, 64, "fp64" }, { 129, 130, 65, "fp64" },
        { 129, 130, 31, "fp64" }, { 129, 130, 32, "fp64" }, { 130, 129, 33, "fp64" }, { 700, 40, 32, "fp32" }, { 40, 700, 31, "fp32" },
        { 64, 64, 4, "fp32" }, { 67, 65, 5, "fp32" }, { 65, 67, 5, "fp32" }, { 257, 33, 17, "fp32" }, { 33, 257, 17, "fp32" },
        { 4100, 1, 1, "fp32" }, { 130, 129, 64, "fp32" }, { 130, 129, 65, "fp32" },

        // Stripes are of 64 rows or 256 columns: one less, and no rest.
        { 127, 40, 3, "fp64" }, { 128, 40, 3, "fp64" }, { 40, 511, 3, "fp64" }, { 40, 512, 3, "fp64" },
    };

    public static TheoryData<string, string, int, int> Layouts
    {
        get
        {
            TheoryData<string, string, int, int> layouts = [];
            foreach (var what in new[] { "weight", "gradient", "basis", "first moment", "second moment", "energies" })
            {
                layouts.Add(what, "fp64", 300, 70);
                layouts.Add(what, "fp32", 70, 300);
            }

            return layouts;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_LargeMatrices_FollowTheEquations(int rows, int columns, int rank, string dtype)
    {
        using var scope = NewDisposeScope();
        var run = new Run(rows, columns, rank, dtype);
        for (var step = 1; step <= 3; step++)
        {
            var gradients = run.Gradients(step);

            var energies = run.Step(gradients, step);

            for (var index = 0; index < Run.Count; index++)
            {
                run.Follow(index, gradients[index], step);
                Assert.Equal(run.Energies[index], energies[index], run.Energies[index] * (dtype is "fp64" ? 1e-12 : 1e-5));
            }
        }

        for (var index = 0; index < Run.Count; index++)
        {
            Numbers.AssertClose(run.Movements[index], Canonical(run.Weights[index] - run.Starts[index]), dtype);
            Numbers.AssertClose(run.Firsts[index], run.States[index][0].to(ScalarType.Float64), dtype);
            Numbers.AssertClose(run.Seconds[index], run.States[index][1].to(ScalarType.Float64), dtype);
        }

        Tensor Canonical(Tensor moved) => (rows >= columns ? moved.t() : moved).to(ScalarType.Float64);
    }

    [Theory]
    [InlineData(300, 70)]
    [InlineData(70, 600)]
    public void Step_AnyNumberOfThreads_GivesTheSameBits(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var expected = Taken(1);

        AssertSame(Taken(2));
        AssertSame(Taken(5));

        void AssertSame((Run Run, double[] Energies) other)
        {
            Assert.Equal(expected.Energies, other.Energies);
            for (var index = 0; index < Run.Count; index++)
            {
                Assert.True(expected.Run.Weights[index].eq(other.Run.Weights[index]).all().item<bool>());
                Assert.True(expected.Run.States[index][1].eq(other.Run.States[index][1]).all().item<bool>());
            }
        }

        (Run Run, double[] Energies) Taken(int threads)
        {
            using var _ = new Threads(threads);
            var run = new Run(rows, columns, 6, "fp32");
            return (run, run.Step(run.Gradients(1), 1));
        }
    }

    [Theory]
    [InlineData(300, 70, "fp32")]
    [InlineData(70, 300, "fp64")]
    public void Step_OneTransposedGradientAmongOthers_MovesAllAlike(int rows, int columns, string dtype)
    {
        using var scope = NewDisposeScope();
        var (plain, turned) = (new Run(rows, columns, 6, dtype), new Run(rows, columns, 6, dtype));
        var gradients = plain.Gradients(1);

        plain.Step(gradients, 1);
        turned.Step([gradients[0], gradients[1].t().contiguous().t()], 1);

        for (var index = 0; index < Run.Count; index++)
        {
            var moved = (plain.Weights[index] - plain.Starts[index]).to(ScalarType.Float64);
            Numbers.AssertClose(moved, (turned.Weights[index] - turned.Starts[index]).to(ScalarType.Float64), dtype);
        }
    }

    /// <summary>Stripes are for tensors that lie row after row: one that does not sends the whole bucket the other way.</summary>
    [Theory]
    [MemberData(nameof(Layouts))]
    public void Step_OneTensorLaidOtherwise_FollowsTheEquations(string what, string dtype, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var run = new Run(rows, columns, 6, dtype) { AreEnergiesApart = what is "energies" };
        Lay(run.Weights, "weight");
        Lay(run.Bases, "basis");
        run.States[1] = [what is "first moment" ? Turned(run.States[1][0]) : run.States[1][0], what is "second moment" ? Turned(run.States[1][1]) : run.States[1][1]];
        for (var step = 1; step <= 2; step++)
        {
            var gradients = run.Gradients(step).ToList();
            Lay(gradients, "gradient");

            var energies = run.Step([.. gradients], step);

            for (var index = 0; index < Run.Count; index++)
            {
                run.Follow(index, gradients[index], step);
                Assert.Equal(run.Energies[index], energies[index], run.Energies[index] * (dtype is "fp64" ? 1e-12 : 1e-5));
            }
        }

        for (var index = 0; index < Run.Count; index++)
        {
            var moved = (run.Weights[index] - run.Starts[index]).to(ScalarType.Float64);
            Numbers.AssertClose(run.Movements[index], rows >= columns ? moved.t() : moved, dtype);
            Numbers.AssertClose(run.Firsts[index], run.States[index][0].to(ScalarType.Float64), dtype);
            Numbers.AssertClose(run.Seconds[index], run.States[index][1].to(ScalarType.Float64), dtype);
        }

        void Lay(List<Tensor> tensors, string name) => tensors[1] = what == name ? Turned(tensors[1]) : tensors[1];

        static Tensor Turned(Tensor tensor) => tensor.t().contiguous().t();
    }

    [Fact]
    public void Step_LargeMatrix_LeavesGradientAndBasisAlone()
    {
        using var scope = NewDisposeScope();
        var run = new Run(300, 70, 6, "fp32");
        var (gradients, copies) = (run.Gradients(1), run.Gradients(1));
        var basis = run.Bases[0].clone();

        run.Step(gradients, 1);

        Assert.True(gradients[0].eq(copies[0]).all().item<bool>());
        Assert.True(run.Bases[0].eq(basis).all().item<bool>());
    }

    /// <summary>Two matrices with the numbers that the step is to give for them.</summary>
    private sealed class Run
    {
        public const int Count = 2;

        private readonly LowRankAdamStep _step = new(new LowRankAdamOptions { Scale = Scale });
        private readonly BankShape _shape;
        private readonly int _rank;

        public Run(int rows, int columns, int rank, string dtype)
        {
            (_shape, _rank) = (new BankShape(rows, columns, dtype is "fp64" ? ScalarType.Float64 : ScalarType.Float32), rank);
            for (var index = 0; index < Count; index++)
            {
                Weights.Add(Numbers.Normal([rows, columns], (ulong)(20 + index)).mul(0.01).to(_shape.Dtype));
                Starts.Add(Weights[index].clone());
                Bases.Add(Numbers.Orthonormal(_shape.ShortSide, rank, (ulong)(30 + index)).to(_shape.Dtype).contiguous());
                States.Add([zeros([rank, _shape.LongSide], _shape.Dtype), zeros([rank, _shape.LongSide], _shape.Dtype)]);
                Firsts.Add(zeros([rank, _shape.LongSide], ScalarType.Float64));
                Seconds.Add(zeros([rank, _shape.LongSide], ScalarType.Float64));
                Movements.Add(zeros([_shape.ShortSide, _shape.LongSide], ScalarType.Float64));
                Energies.Add(0);
            }
        }

        public List<Tensor> Weights { get; } = [];

        public List<Tensor> Starts { get; } = [];

        public List<Tensor> Bases { get; } = [];

        public List<Tensor[]> States { get; } = [];

        public List<Tensor> Firsts { get; } = [];

        public List<Tensor> Seconds { get; } = [];

        public List<Tensor> Movements { get; } = [];

        public List<double> Energies { get; } = [];

        public Tensor[] Gradients(int step) =>
            [.. Enumerable.Range(0, Count).Select(index => Numbers.Normal([_shape.Rows, _shape.Columns], (ulong)((100 * step) + index)).to(_shape.Dtype))];

        /// <summary>Whether energies are written to every other place.</summary>
        public bool AreEnergiesApart { get; init; }

        public double[] Step(Tensor[] gradients, int step)
        {
            var energies = AreEnergiesApart
                ? full([Count, 2], double.NaN, ScalarType.Float64).select(1, 0)
                : full(Count, double.NaN, ScalarType.Float64);
            var members = Enumerable.Range(0, Count)
                .Select(index => new BucketMember($"weight{index}", Weights[index], Bases[index], States[index], step)).ToList();
            _step.Step(new BucketView(_shape, _rank, members), new GradientView.Full(_shape, gradients), Scalars, energies);
            return energies.contiguous().data<double>().ToArray();
        }

        /// <summary>Equations 2.3 and 4.1 to 4.5 in fp64.</summary>
        public void Follow(int index, Tensor gradient, int step)
        {
            var canonical = (_shape.Side is ProjectionSide.Right ? gradient.t() : gradient).to(ScalarType.Float64);
            var start = (_shape.Side is ProjectionSide.Right ? Starts[index].t() : Starts[index]).to(ScalarType.Float64);
            var basis = Bases[index].to(ScalarType.Float64);
            var projected = basis.t().mm(canonical);
            Energies[index] = projected.square().sum().item<double>();
            Firsts[index] = (Firsts[index] * 0.9) + (projected * 0.1);
            Seconds[index] = (Seconds[index] * 0.999) + (projected.square() * 0.001);
            var direction = Firsts[index] / (1 - Math.Pow(0.9, step)) / ((Seconds[index] / (1 - Math.Pow(0.999, step))).sqrt() + 1e-8);
            var weight = start + Movements[index];
            Movements[index] = (weight * (1 - (Rate * Decay))) - (basis.mm(direction) * (Rate * Scale)) - start;
        }
    }
}
