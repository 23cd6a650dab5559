using AdaRank.Banks;
using AdaRank.Plugins.Projection.Geodesic;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Runs cases of one change of a basis: kinds <c>osd_grad</c> and <c>geodesic</c>.</summary>
internal static class BasisVectors
{
    public static void RunSlope(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var (gradient, start) = (vector.Input("G"), vector.Input("P"));
        var (shape, basis) = (ShapeOf(vector, gradient), start.clone());
        var updater = new OnlineDescentUpdater(new OnlineDescentOptions { Method = DescentMethod.Sgd, Rate = 1, Penalty = vector.Number("lam") });
        var member = new BucketMember("weight", zeros_like(gradient), basis, [], Step: 2) { SubspaceStep = 2 };

        updater.Follow(
            new BucketView(shape, (int)basis.shape[1], [member]), new GradientView.Full(shape, [gradient]), [[]], new StepScalars(1, 0));

        // Descent at a rate of one moves by the slope itself.
        Compare.Close(vector.Expected("grad"), start - basis, vector.Tolerance, "out.grad");
    }

    public static void RunGeodesic(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var (gradient, rank) = (vector.Input("G"), vector.Integer("rank"));
        var shape = ShapeOf(vector, gradient);
        var bank = new BankView(shape, [new BankMember("weight", 1, vector.Input("Q"))]);
        var updater = new GeodesicUpdater(new GeodesicOptions { StepSize = vector.Number("step") }, new PhiloxGaussianSource(0));
        using var sketch = new SketchView(bank, updater.SketchWidth(shape, new RankBounds(rank, rank)), CPU);
        var basis = empty([shape.ShortSide, rank], vector.Dtype);

        updater.Sketch(bank, new GradientView.Full(shape, [gradient]), sketch);
        updater.Commit(bank, sketch, [rank], [basis]);

        Compare.CloseUpToSigns(vector.Expected("Q"), basis, vector.Tolerance, "out.Q");
        Compare.Close(vector.Expected("Proj"), basis.mm(basis.t()), vector.Tolerance, "out.Proj");
    }

    private static BankShape ShapeOf(VectorCase vector, Tensor gradient) => new(gradient.shape[0], gradient.shape[1], vector.Dtype);
}
