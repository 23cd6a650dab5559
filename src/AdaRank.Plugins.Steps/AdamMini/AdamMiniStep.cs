using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.AdamMini;

/// <summary>Adam with one second moment for each block of a parameter: half of Adam's state.</summary>
/// <remarks>
/// Zhang et al., Adam-mini (arXiv 2406.16793): v ← β₂ v + (1 - β₂) mean(g²) over a block, everything else as method.md eq. 4.1 to 4.5 with
/// Q = I. The paper takes a head for a block of query and key weights; rows are finer there, and never coarser.
/// </remarks>
[Plugin("adam-mini")]
public sealed class AdamMiniStep : IFullRankStep
{
    private readonly AdamMiniOptions _options;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Decays, ε and blocks.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public AdamMiniStep(AdamMiniOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape)
    {
        var hasRows = shape.Count > 1 && _options.Blocks is AdamMiniBlocks.Rows;
        long[] blocks = [.. shape.Select((length, axis) => axis == 0 && hasRows ? length : 1)];
        return [new DenseSlot("m", shape, _options.FirstMoment), new DenseSlot("v", blocks, _options.SecondMoment, IsSigned: false)];
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
    {
        foreach (var member in members)
        {
            using var scope = NewDisposeScope();
            var (first, second) = (member.State[0], member.State[1]);
            first.mul_(_options.Beta1).add_(member.Gradient, alpha: 1 - _options.Beta1);
            second.mul_(_options.Beta2).add_(MeanSquare(member.Gradient, second.shape), alpha: 1 - _options.Beta2);
            var (correction1, correction2) = (1 - Math.Pow(_options.Beta1, member.Step), 1 - Math.Pow(_options.Beta2, member.Step));
            var direction = first.div(correction1).div_(second.div(correction2).sqrt_().add_(_options.Epsilon));
            if (scalars.WeightDecay != 0)
            {
                member.Weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
            }

            member.Weight.add_(direction, alpha: -scalars.LearningRate);
        }
    }

    /// <summary>Mean of the squares over all axes that have length 1 in the blocks' shape.</summary>
    private static Tensor MeanSquare(Tensor gradient, long[] blocks)
    {
        long[] axes = [.. Enumerable.Range(0, blocks.Length).Where(axis => blocks[axis] == 1).Select(axis => (long)axis)];
        var squares = gradient.square();
        return axes.Length == 0 ? squares : squares.mean(axes, keepdim: true);
    }
}
