using AdaRank.Banks;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Runs cases of one sketch: kinds <c>ssrf</c> and <c>rank</c>.</summary>
internal static class SketchVectors
{
    public static void RunRangeFinder(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var gradient = vector.Input("G");
        var width = (int)Math.Min(vector.Input("Omega").shape[1], gradient.shape.Min());

        // The case holds the range finder's own columns, and the singular values that the rotated basis would have.
        var (raw, _) = Sketch(vector, BasisKind.Raw, width);
        var (rotated, energies) = Sketch(vector, BasisKind.Rotated, width);

        Compare.CloseUpToSigns(vector.Expected("Q"), raw, vector.Tolerance, "out.Q");
        Compare.Close(vector.Expected("Proj"), raw.mm(raw.t()), vector.Tolerance, "out.Proj");
        Compare.Close(vector.Expected("Proj"), rotated.mm(rotated.t()), vector.Tolerance, "out.Proj, rotated");
        Compare.Close(vector.Expected("s"), energies.sqrt(), vector.Tolerance, "out.s");
    }

    public static void RunRanks(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var gradient = vector.Input("G");
        var (updater, view, shape) = Prepare(vector, gradient, BasisKind.Rotated);
        var bounds = new RankBounds(vector.Integer("r_min"), vector.Integer("r_max"), vector.Integer("rank_step"));
        var width = (int)Math.Min(vector.Input("Omega").shape[1], shape.ShortSide);
        using var sketch = new SketchView(view, width, CPU);
        updater.Sketch(view, new GradientView.Full(shape, [gradient]), sketch);
        var total = gradient.to(ScalarType.Float64).square().sum().item<double>();
        var energies = sketch.Energies(0).ToArray();

        var lost = energies.Select((_, index) => (total - energies[..(index + 1)].Sum()) / total).ToArray();
        Compare.Close(vector.Expected("rel_resid"), tensor(lost), vector.Tolerance, "out.rel_resid");

        var expectedRanks = vector.ExpectedIntegers("rank");
        var tolerances = vector.Hyper.GetProperty("etas").EnumerateArray().Select(eta => eta.GetDouble()).ToArray();
        for (var index = 0; index < tolerances.Length; index++)
        {
            var rank = new EnergyThresholdRankPolicy(new EnergyThresholdOptions { Tolerance = tolerances[index] }).ChooseRank(new RankObservation
            {
                Energies = energies,
                TotalEnergy = total,
                Bounds = bounds.ClampTo(width, sketch.NumericalRank(0)),
            });

            Assert.Equal(expectedRanks[index], rank);
            var basis = Commit(updater, view, sketch, rank);
            Compare.Close(vector.Expected("Proj")[index], basis.mm(basis.t()), vector.Tolerance, $"out.Proj[{index}]");
            Compare.Close(vector.Expected("captured")[index], tensor(energies[..rank].Sum() / total), vector.Tolerance, $"out.captured[{index}]");
        }
    }

    private static (Tensor Basis, Tensor Energies) Sketch(VectorCase vector, BasisKind kind, int width)
    {
        var gradient = vector.Input("G");
        var (updater, view, shape) = Prepare(vector, gradient, kind);
        using var sketch = new SketchView(view, width, CPU);
        updater.Sketch(view, new GradientView.Full(shape, [gradient]), sketch);
        return (Commit(updater, view, sketch, width), tensor(sketch.Energies(0).ToArray()));
    }

    private static (RandomizedSvdUpdater Updater, BankView View, BankShape Shape) Prepare(
        VectorCase vector, Tensor gradient, BasisKind kind)
    {
        var shape = new BankShape(gradient.shape[0], gradient.shape[1], vector.Dtype);
        var options = new RandomizedSvdOptions { PowerIterations = vector.Integer("power"), Basis = kind };
        var updater = new RandomizedSvdUpdater(options, new InjectedGaussians(vector.Input("Omega").unsqueeze(0), vector.Input("Omega").shape[0]));
        return (updater, new BankView(shape, [new BankMember("weight", 0, null)]), shape);
    }

    private static Tensor Commit(RandomizedSvdUpdater updater, BankView view, SketchView sketch, int rank)
    {
        var basis = empty([view.Shape.ShortSide, rank], view.Shape.StateDtype);
        updater.Commit(view, sketch, [rank], [basis]);
        return basis;
    }
}
