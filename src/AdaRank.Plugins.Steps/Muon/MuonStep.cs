using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Muon;

/// <summary>Momentum whose singular values are all brought near one, for matrices; AdamW for vectors.</summary>
/// <remarks>
/// Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); Liu et al., "Muon is Scalable for LLM Training"
/// (arXiv 2502.16982): M ← μ M + G; D = G + μ M with Nesterov, else M; O = NS(D); W ← (1 - lr wd) W - lr s O. The iteration
/// X ← a X + (b Y + c Y²) X, Y = X Xᵀ, with (a, b, c) = (3.4445, -4.7750, 2.0315) from D / ‖D‖_F brings singular values to about
/// [0.7, 1.2]; it costs 2 d²(2L + d) a time for d × L. Meant for hidden matrices: let embeddings and heads have Adam. More than two axes
/// make a matrix of the first one and the others. State: one moment per element, half of Adam's.
/// </remarks>
[Plugin("muon")]
public sealed class MuonStep : IFullRankStep
{
    private const double A = 3.4445;
    private const double B = -4.7750;
    private const double C = 2.0315;
    private const double Smallest = 1e-7;

    private readonly AdamMath _adam;
    private readonly MuonOptions _options;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Momentum, iterations and scale.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public MuonStep(MuonOptions options)
    {
        _adam = new AdamMath(options);
        _options = options;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => shape.Count < 2
        ? [new DenseSlot("m", shape, _options.FirstMoment), new DenseSlot("v", shape, _options.SecondMoment, IsSigned: false)]
        : [new DenseSlot("m", shape, _options.FirstMoment)];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
    {
        foreach (var member in members)
        {
            using var scope = NewDisposeScope();
            var direction = member.State.Count == 1 ? Orthogonal(member) : _adam.Direction(member.Gradient, member.State[0], member.State[1], member.Step);
            if (scalars.WeightDecay != 0)
            {
                member.Weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
            }

            member.Weight.add_(direction, alpha: -scalars.LearningRate);
        }
    }

    private Tensor Orthogonal(DenseMember member)
    {
        var (momentum, gradient) = (member.State[0], member.Gradient);
        momentum.mul_(_options.Momentum).add_(gradient);
        var direction = _options.Nesterov ? gradient.add(momentum, alpha: _options.Momentum) : momentum;
        var rows = member.Weight.shape[0];
        var matrix = direction.reshape(rows, -1);
        var columns = matrix.shape[1];
        var scale = _options.Scale is MuonScale.AdamLike ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1, (double)rows / columns));
        return NewtonSchulz(matrix).mul_(scale).reshape(member.Weight.shape);
    }

    /// <summary>A matrix of about the same singular vectors and singular values near one.</summary>
    private Tensor NewtonSchulz(Tensor matrix)
    {
        // The products are of the smaller side.
        var isTall = matrix.shape[0] > matrix.shape[1];
        var iterate = isTall ? matrix.t() : matrix;
        iterate = iterate / (iterate.norm() + Smallest);
        for (var iteration = 0; iteration < _options.Iterations; iteration++)
        {
            var gram = iterate.mm(iterate.t());
            var polynomial = gram.mm(gram).mul_(C).add_(gram, alpha: B);
            iterate = polynomial.mm(iterate).add_(iterate, alpha: A);
        }

        return isTall ? iterate.t().contiguous() : iterate;
    }
}
