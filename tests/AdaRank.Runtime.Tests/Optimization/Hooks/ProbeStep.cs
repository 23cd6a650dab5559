using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

/// <summary>A step that notes in which order the engine calls it, and what it is given.</summary>
internal class ProbeStep(params StateSlot[] slots) : ILowRankStep
{
    public List<string> Calls { get; } = [];

    public List<int> BucketSizes { get; } = [];

    public List<long> SubspaceSteps { get; } = [];

    /// <summary>What <see cref="Step"/> writes into its state.</summary>
    public Action<BucketMember>? OnStep { get; init; }

    public Projection.BasisTraits Needs { get; init; }

    public GradientForms Accepts => GradientForms.Full;

    public StateSchema State { get; } = new([.. slots]);

    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        Calls.Add("step");
        BucketSizes.Add(bucket.Count);
        for (var index = 0; index < bucket.Count; index++)
        {
            SubspaceSteps.Add(bucket[index].SubspaceStep);
            projectedEnergies[index] = bucket[index].Basis.t().mm(((GradientView.Full)gradients).Canonical(index)).square().sum();
            OnStep?.Invoke(bucket[index]);
        }
    }
}
