using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Testing.Tests;

public sealed class LowRankStepContractTests
{
    private const string Situation = "tall, fp32, rank 3, full gradients";

    [Fact]
    public void Contract_HonestStep_IsFulfilled()
    {
        var contract = new Honest();

        contract.Accepts_Always_NamesAForm();
        contract.State_OfEveryObject_IsTheSame();
        contract.Step_AnyGradient_KeepsWeightsAndStateFinite(Situation);
        contract.Step_Always_ReportsTheEnergyOfTheProjectedGradient(Situation);
        contract.Step_Always_LeavesGradientsAndBasesAlone(Situation);
        contract.Step_Again_GivesTheSameBits(Situation);
        contract.Step_MatrixAmongOthers_MovesAsItDoesAlone(Situation);
        contract.Step_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Finiteness_StepWithoutEpsilon_Fails() =>
        ContractFailure.Assert(() => new Dividing().Step_AnyGradient_KeepsWeightsAndStateFinite(Situation), "holds NaN or infinity");

    [Fact]
    public void Energy_StepThatReportsNothing_Fails() =>
        ContractFailure.Assert(() => new Silent().Step_Always_ReportsTheEnergyOfTheProjectedGradient(Situation), "Reported is NaN");

    [Fact]
    public void Reading_StepThatScalesTheGradient_Fails() =>
        ContractFailure.Assert(() => new Scaling().Step_Always_LeavesGradientsAndBasesAlone(Situation), "A gradient is not what it was");

    [Fact]
    public void Repetition_StepThatAddsNoise_Fails() =>
        ContractFailure.Assert(() => new Noisy().Step_Again_GivesTheSameBits(Situation), "not the same twice");

    [Fact]
    public void Neighbours_StepThatNormalisesOverTheBucket_Fails() =>
        ContractFailure.Assert(() => new Mixing().Step_MatrixAmongOthers_MovesAsItDoesAlone(Situation), "A matrix among others differs");

    [Fact]
    public void Leak_StepThatKeepsATensor_Fails() =>
        ContractFailure.Assert(new Leaking().Step_Done_LeavesNoTensorBehind, "Assert.Equal() Failure");

    [Fact]
    public void State_StepThatNamesItAnewForEachObject_Fails() =>
        ContractFailure.Assert(new Renaming().State_OfEveryObject_IsTheSame, "Assert.Equal() Failure");

    /// <summary>Momentum in the subspace.</summary>
    private class HonestStep : ILowRankStep
    {
        public GradientForms Accepts => GradientForms.Full;

        public virtual StateSchema State { get; } =
            new(new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9));

        public virtual void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            for (var index = 0; index < bucket.Count; index++)
            {
                using var scope = NewDisposeScope();
                var member = bucket[index];
                var projected = member.Basis.t().mm(((GradientView.Full)gradients).Canonical(index));
                projectedEnergies[index] = projected.to(ScalarType.Float64).square().sum();
                member.State[0].mul_(0.9).add_(projected, alpha: 0.1);
                member.Weight.add_(bucket.Shape.Transposed(member.Basis.mm(member.State[0])), alpha: -scalars.LearningRate);
            }
        }
    }

    private sealed class DividingStep : HonestStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            bucket[0].Weight.div_(projectedEnergies[0]);
        }
    }

    private sealed class SilentStep : HonestStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies) =>
            base.Step(bucket, gradients, scalars, zeros_like(projectedEnergies));
    }

    private sealed class ScalingStep : HonestStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            ((GradientView.Full)gradients).Canonical(0).mul_(0.5);
        }
    }

    private sealed class NoisyStep : HonestStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            bucket[0].Weight.add_(rand(1));
        }
    }

    private sealed class MixingStep : HonestStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies) =>
            base.Step(bucket, gradients, scalars with { LearningRate = scalars.LearningRate / bucket.Count }, projectedEnergies);
    }

    private sealed class LeakingStep : HonestStep
    {
        private readonly List<Tensor> _kept = [];

        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            _kept.Add(zeros(3).DetachFromDisposeScope());
        }
    }

    private sealed class RenamingStep : HonestStep
    {
        private static int _objects;

        public override StateSchema State { get; } = new(new StateSlot(
            $"m{Interlocked.Increment(ref _objects)}", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9));
    }

    private sealed class Honest : LowRankStepContract<HonestStep>;

    private sealed class Dividing : LowRankStepContract<DividingStep>;

    private sealed class Silent : LowRankStepContract<SilentStep>;

    private sealed class Scaling : LowRankStepContract<ScalingStep>;

    private sealed class Noisy : LowRankStepContract<NoisyStep>;

    private sealed class Mixing : LowRankStepContract<MixingStep>;

    private sealed class Leaking : LowRankStepContract<LeakingStep>;

    private sealed class Renaming : LowRankStepContract<RenamingStep>;
}
