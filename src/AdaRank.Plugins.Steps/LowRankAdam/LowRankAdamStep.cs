using System.Numerics;
using AdaRank.Banks;
using AdaRank.Plugins.Steps.Kernels;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.LowRankAdam;

/// <summary>Adam with decoupled weight decay in the subspace: W ← (1 - lr wd) W - lr α Q N.</summary>
/// <remarks>
/// method.md eq. 4.1 to 4.5. The state is M and V of r × L each; no temporary is larger than r × L, and the weight is
/// updated in place.
/// </remarks>
[Plugin("adam")]
public sealed class LowRankAdamStep : ILowRankStep
{
    /// <summary>
    /// Above, arithmetic takes longer than memory does, and at 64 a library's matrix product is the faster one (docs/benchmarks.md).
    /// </summary>
    private const int HighestRankOfStripes = 32;

    /// <summary>Below, a matrix with all that belongs to it is in the cache, and nothing is gained by stripes.</summary>
    private const int SmallestOfStripes = 4096;

    private readonly AdamMath _adam;
    private readonly double _scale;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Decays, ε and α.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public LowRankAdamStep(LowRankAdamOptions options)
    {
        _adam = new AdamMath(options);
        _scale = options.Scale;
        State = new StateSchema(_adam.Slots);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public StateSchema State { get; }

    /// <summary>β₁, β₂, ε and α, for kernels that do the same.</summary>
    internal (double Beta1, double Beta2, double Epsilon, double Scale) Numbers
    {
        get
        {
            var (beta1, beta2, epsilon) = _adam.Constants;
            return (beta1, beta2, epsilon, _scale);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// In memory of this process and at low ranks, one pass over gradient and weight on all threads. Otherwise by matrix products;
    /// both agree to rounding.
    /// </remarks>
    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        if (gradients is GradientView.Full full
            && bucket.Rank <= HighestRankOfStripes
            && bucket.Shape.Rows * bucket.Shape.Columns >= SmallestOfStripes
            && HostTensor.IsReachable(projectedEnergies, ScalarType.Float64))
        {
            if (bucket.Shape.Dtype is ScalarType.Float32 && AreReachable(bucket, full))
            {
                StepByStripes<float>(bucket, full, scalars, projectedEnergies);
                return;
            }

            if (bucket.Shape.Dtype is ScalarType.Float64 && AreReachable(bucket, full))
            {
                StepByStripes<double>(bucket, full, scalars, projectedEnergies);
                return;
            }
        }

        for (var index = 0; index < bucket.Count; index++)
        {
            var member = bucket[index];
            using var projected = OwnProjection(gradients, index, member.Basis);
            SubspaceMath.Report(projectedEnergies, index, projected);
            _adam.Turn(projected, member.State[0], member.State[1], member.Step, -scalars.LearningRate * _scale);
            SubspaceMath.DecayAndAddInside(bucket.Shape, member.Weight, member.Basis, projected, scalars);
        }
    }

    private static bool AreReachable(BucketView bucket, GradientView.Full gradients)
    {
        var dtype = bucket.Shape.Dtype;
        for (var index = 0; index < bucket.Count; index++)
        {
            var member = bucket[index];
            if (!HostTensor.IsReachable(gradients.Native(index), dtype)
                || !HostTensor.IsReachable(member.Weight, dtype)
                || !HostTensor.IsReachable(member.Basis, dtype)
                || !HostTensor.IsReachable(member.State[0], dtype)
                || !HostTensor.IsReachable(member.State[1], dtype))
            {
                return false;
            }
        }

        return true;
    }

    private void StepByStripes<T>(BucketView bucket, GradientView.Full gradients, in StepScalars scalars, Tensor projectedEnergies)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var update = new LowRankUpdate<T>(bucket.Shape, bucket.Rank, 1 - (scalars.LearningRate * scalars.WeightDecay), bucket.Count);
        for (var index = 0; index < bucket.Count; index++)
        {
            var member = bucket[index];
            var numbers = _adam.Numbers<T>(member.Step, -scalars.LearningRate * _scale);
            update.Add(member.Weight, gradients.Native(index), member.Basis, member.State[0], member.State[1], numbers);
        }

        update.Run(HostTensor.Numbers<double>(projectedEnergies));
    }

    /// <summary>Â in a tensor that becomes the direction: a gradient that came projected stays as it is.</summary>
    private static Tensor OwnProjection(GradientView gradients, int index, Tensor basis) =>
        gradients is GradientView.Projected projected ? projected[index].clone() : SubspaceMath.Project(gradients, index, basis);
}
