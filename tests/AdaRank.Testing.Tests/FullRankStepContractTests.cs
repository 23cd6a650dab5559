using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Testing.Tests;

public sealed class FullRankStepContractTests
{
    [Fact]
    public void Contract_HonestStep_IsFulfilled()
    {
        var contract = new Honest();

        contract.State_OfEveryObject_IsTheSame();
        contract.Step_AnyGradient_KeepsWeightsAndStateFinite("fp32");
        contract.Step_Always_LeavesGradientsAlone("fp32");
        contract.Step_Again_GivesTheSameBits("fp32");
        contract.Step_ParameterAmongOthers_MovesAsItDoesAlone("fp32");
        contract.Step_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Names_StepThatUsesOneTwice_Fails() =>
        ContractFailure.Assert(new Twice().State_OfEveryObject_IsTheSame, "Assert.Equal() Failure");

    [Fact]
    public void Finiteness_StepThatDividesByTheGradient_Fails() =>
        ContractFailure.Assert(() => new Dividing().Step_AnyGradient_KeepsWeightsAndStateFinite("fp64"), "holds NaN or infinity");

    [Fact]
    public void Reading_StepThatUsesTheGradientAsScratch_Fails() =>
        ContractFailure.Assert(() => new Scratching().Step_Always_LeavesGradientsAlone("fp32"), "A gradient is not what it was");

    [Fact]
    public void Repetition_StepThatAddsNoise_Fails() =>
        ContractFailure.Assert(() => new Noisy().Step_Again_GivesTheSameBits("fp32"), "not the same twice");

    [Fact]
    public void Neighbours_StepThatAveragesOverParameters_Fails() =>
        ContractFailure.Assert(() => new Mixing().Step_ParameterAmongOthers_MovesAsItDoesAlone("fp32"), "A parameter among others differs");

    [Fact]
    public void Leak_StepThatKeepsATensor_Fails() =>
        ContractFailure.Assert(new Leaking().Step_Done_LeavesNoTensorBehind, "Assert.Equal() Failure");

    /// <summary>Momentum.</summary>
    private class HonestStep : IFullRankStep
    {
        public virtual IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => [new("m", shape)];

        public virtual void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
        {
            foreach (var member in members)
            {
                member.State[0].mul_(0.9).add_(member.Gradient, alpha: 0.1);
                member.Weight.add_(member.State[0], alpha: -scalars.LearningRate);
            }
        }
    }

    private sealed class TwiceStep : HonestStep
    {
        public override IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => [new("m", shape), new("m", shape)];
    }

    private sealed class DividingStep : HonestStep
    {
        public override void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars) => members[0].Weight.div_(members[0].Gradient);
    }

    private sealed class ScratchingStep : HonestStep
    {
        public override void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars) => members[1].Gradient.zero_();
    }

    private sealed class NoisyStep : HonestStep
    {
        public override void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars) => members[0].Weight.add_(rand(1).sum());
    }

    private sealed class MixingStep : HonestStep
    {
        public override void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars) =>
            base.Step(members, scalars with { LearningRate = scalars.LearningRate / members.Count });
    }

    private sealed class LeakingStep : HonestStep
    {
        private readonly List<Tensor> _kept = [];

        public override void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars) => _kept.Add(zeros(3).DetachFromDisposeScope());
    }

    private sealed class Honest : FullRankStepContract<HonestStep>;

    private sealed class Twice : FullRankStepContract<TwiceStep>;

    private sealed class Dividing : FullRankStepContract<DividingStep>;

    private sealed class Scratching : FullRankStepContract<ScratchingStep>;

    private sealed class Noisy : FullRankStepContract<NoisyStep>;

    private sealed class Mixing : FullRankStepContract<MixingStep>;

    private sealed class Leaking : FullRankStepContract<LeakingStep>;
}
