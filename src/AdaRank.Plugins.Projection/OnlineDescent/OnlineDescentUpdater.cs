using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.OnlineDescent;

/// <summary>A basis that starts at the singular vectors and then descends the loss of its own projection, step by step.</summary>
/// <remarks>
/// Online Subspace Descent (arXiv 2408.12857); method.md eq. 7.9. P moves after the weights have, from the second step of a
/// subspace on, and is not made orthonormal again. A zero gradient leaves P and its moments alone. Cost of a step 4dLr + 2Lr² +
/// 6dr²; no decomposition after the first.
/// </remarks>
[Plugin("online-descent")]
public sealed class OnlineDescentUpdater : IOnlineProjection
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly double _rate;
    private readonly double _penalty;
    private readonly DescentMethod _method;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">Rate, penalty and method.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public OnlineDescentUpdater(OnlineDescentOptions options)
    {
        options.Validate();
        (_rate, _penalty, _method) = (options.Rate, options.Penalty, options.Method);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    /// <remarks>Orthonormal only in the step of a refresh.</remarks>
    public BasisTraits Traits => BasisTraits.None;

    /// <inheritdoc/>
    public IReadOnlyList<string> BasisStateNames => _method is DescentMethod.Adam ? ["basis_m", "basis_v"] : [];

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) => ExactBasis.ScratchBytes(shape);

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var gradient = full.Canonical(index);
            ExactBasis.Write(gradient, result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);

    /// <inheritdoc/>
    public void Follow(
        BucketView bucket, GradientView gradients, IReadOnlyList<IReadOnlyList<Tensor>> basisState, in StepScalars scalars)
    {
        var full = (GradientView.Full)gradients;
        var rate = _rate * scalars.RateScale;
        for (var index = 0; index < bucket.Count; index++)
        {
            var updates = bucket[index].SubspaceStep - 1;
            if (updates < 1)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            Move(bucket[index].Basis, full.Canonical(index), basisState[index], rate, updates);
        }
    }

    private void Move(Tensor basis, Tensor gradient, IReadOnlyList<Tensor> moments, double rate, long updates)
    {
        // What cannot be normalised in its type counts as zero: the question stays on the device.
        var norm = gradient.norm();
        var isMoving = norm.gt(0).logical_and(norm.isfinite());
        var slope = ProjectionLoss.Slope(gradient, norm, basis, _penalty);
        if (_method is DescentMethod.Sgd)
        {
            Set(basis, basis - (rate * slope), isMoving);
            return;
        }

        var first = (Beta1 * moments[0]) + ((1 - Beta1) * slope);
        var second = (Beta2 * moments[1]) + ((1 - Beta2) * slope.square());
        var direction = (first / (1 - Math.Pow(Beta1, updates))) / ((second / (1 - Math.Pow(Beta2, updates))).sqrt() + Epsilon);
        Set(basis, basis - (rate * direction), isMoving);
        Set(moments[0], first, isMoving);
        Set(moments[1], second, isMoving);
    }

    private static void Set(Tensor target, Tensor value, Tensor isMoving) => target.copy_(where(isMoving, value, target));
}
