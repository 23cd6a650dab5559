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
        contract.Step_InParts_WritesInEachWhatIsItsOwn(Situation);
        contract.Compensate_AfterAStep_GivesATensorOfItsOwn(Situation);
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

    [Fact]
    public void Contract_HonestErrorFeedback_IsFulfilled()
    {
        var contract = new Feeding();

        contract.Step_InParts_WritesInEachWhatIsItsOwn(Situation);
        contract.Compensate_AfterAStep_GivesATensorOfItsOwn(Situation);
        contract.Step_Again_GivesTheSameBits(Situation);
        contract.Step_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Contract_HonestEarlyUpdate_IsFulfilled()
    {
        var contract = new Early();

        contract.Step_InParts_WritesInEachWhatIsItsOwn(Situation);
        contract.Step_AnyGradient_KeepsWeightsAndStateFinite(Situation);
        contract.Step_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Parts_EarlyUpdateThatTakesTheGradientIn_Fails() => ContractFailure.Assert(
        () => new TooEarly().Step_InParts_WritesInEachWhatIsItsOwn(Situation), "State 'm', after Update, is not what it was");

    [Fact]
    public void Parts_StepThatMovesWeightsAfterAnEarlyUpdate_Fails() => ContractFailure.Assert(
        () => new Twice().Step_InParts_WritesInEachWhatIsItsOwn(Situation), "A weight, after Step, is not what it was");

    [Fact]
    public void Parts_CompensationThatEmptiesTheBuffer_Fails() => ContractFailure.Assert(
        () => new Emptying().Step_InParts_WritesInEachWhatIsItsOwn(Situation), "State 'e', after Compensate, is not what it was");

    [Fact]
    public void Parts_FeedbackThatCorrectsTheMoment_Fails() => ContractFailure.Assert(
        () => new Correcting().Step_InParts_WritesInEachWhatIsItsOwn(Situation), "State 'm', after AfterTransport, is not what it was");

    [Fact]
    public void Compensation_GradientItself_Fails() => ContractFailure.Assert(
        () => new Returning().Compensate_AfterAStep_GivesATensorOfItsOwn(Situation), "The gradient went with the compensated one");

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

    /// <summary>The same, with everything left outside put back.</summary>
    private class FeedingStep : HonestStep, IErrorFeedbackStep
    {
        public override StateSchema State { get; } = new(
            new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9),
            new StateSlot("e", StateRole.Carried, StateDimension.ShortSide, StateDimension.LongSide, 0));

        public virtual Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state)
        {
            using var error = shape.Transposed(state[1]);
            return gradient.add(error);
        }

        public virtual void AfterTransport(in BasisChange change) => change.NewState[1].mul_(0.5);

        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            for (var index = 0; index < bucket.Count; index++)
            {
                using var scope = NewDisposeScope();
                var (basis, gradient) = (bucket[index].Basis, ((GradientView.Full)gradients).Canonical(index));
                bucket[index].State[1].copy_(gradient - basis.mm(basis.t().mm(gradient)));
            }
        }
    }

    private sealed class EmptyingStep : FeedingStep
    {
        public override Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state)
        {
            var compensated = base.Compensate(shape, gradient, state);
            state[1].zero_();
            return compensated;
        }
    }

    private sealed class CorrectingStep : FeedingStep
    {
        public override void AfterTransport(in BasisChange change) => change.NewState[0].mul_(0.5);
    }

    private sealed class ReturningStep : FeedingStep
    {
        public override Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state) => gradient;
    }

    /// <summary>Moves weights by the moment of the step before.</summary>
    private class EarlyStep : HonestStep, IEarlyUpdateStep
    {
        public virtual void Update(BucketView bucket, GradientView gradients, in StepScalars scalars)
        {
            for (var index = 0; index < bucket.Count; index++)
            {
                using var scope = NewDisposeScope();
                var member = bucket[index];
                member.Weight.add_(bucket.Shape.Transposed(member.Basis.mm(member.State[0])), alpha: -scalars.LearningRate);
            }
        }

        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies) =>
            base.Step(bucket, gradients, scalars with { LearningRate = 0 }, projectedEnergies);
    }

    private sealed class TooEarlyStep : EarlyStep
    {
        public override void Update(BucketView bucket, GradientView gradients, in StepScalars scalars)
        {
            base.Update(bucket, gradients, scalars);
            bucket[0].State[0].add_(1);
        }
    }

    private sealed class TwiceStep : EarlyStep
    {
        public override void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            base.Step(bucket, gradients, scalars, projectedEnergies);
            bucket[0].Weight.mul_(0.5);
        }
    }

    private sealed class Feeding : LowRankStepContract<FeedingStep>;

    private sealed class Emptying : LowRankStepContract<EmptyingStep>;

    private sealed class Correcting : LowRankStepContract<CorrectingStep>;

    private sealed class Returning : LowRankStepContract<ReturningStep>;

    private sealed class Early : LowRankStepContract<EarlyStep>;

    private sealed class TooEarly : LowRankStepContract<TooEarlyStep>;

    private sealed class Twice : LowRankStepContract<TwiceStep>;

    private sealed class Honest : LowRankStepContract<HonestStep>;

    private sealed class Dividing : LowRankStepContract<DividingStep>;

    private sealed class Silent : LowRankStepContract<SilentStep>;

    private sealed class Scaling : LowRankStepContract<ScalingStep>;

    private sealed class Noisy : LowRankStepContract<NoisyStep>;

    private sealed class Mixing : LowRankStepContract<MixingStep>;

    private sealed class Leaking : LowRankStepContract<LeakingStep>;

    private sealed class Renaming : LowRankStepContract<RenamingStep>;
}
