using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Testing.Tests;

public sealed class ProjectionUpdaterContractTests
{
    private const string Situation = "tall, fp32, steep";

    [Fact]
    public void Contract_HonestUpdater_IsFulfilled()
    {
        var contract = new Honest();

        contract.Accepts_Always_NamesAForm();
        contract.SketchWidth_AnyShape_FitsTheMatrix();
        contract.Sketch_AnySpectrum_GivesOrthonormalCandidates(Situation);
        contract.Sketch_AnySpectrum_GivesDescendingEnergiesWithinTheTotal(Situation);
        contract.Commit_AnySpectrum_GivesOrthonormalBases(Situation);
        contract.Refresh_Again_GivesTheSameBits(Situation);
        contract.Refresh_Always_LeavesGradientsAndOldBasesAlone(Situation);
        contract.Sketch_UnusableGradient_LeavesTheBankAsItWas();
        contract.Refresh_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Width_UpdaterThatAsksForMoreThanThereIs_Fails() =>
        ContractFailure.Assert(new Wide().SketchWidth_AnyShape_FitsTheMatrix, "got a sketch of 2 columns");

    [Fact]
    public void Orthonormality_UpdaterThatScalesCandidates_Fails() =>
        ContractFailure.Assert(() => new Scaled().Sketch_AnySpectrum_GivesOrthonormalCandidates(Situation), "off orthonormality");

    [Fact]
    public void Orthonormality_UpdaterThatScalesBases_Fails() =>
        ContractFailure.Assert(() => new ScaledBasis().Commit_AnySpectrum_GivesOrthonormalBases(Situation), "off orthonormality");

    [Fact]
    public void Energies_UpdaterThatCapturesMoreThanThereIs_Fails() =>
        ContractFailure.Assert(() => new Greedy().Sketch_AnySpectrum_GivesDescendingEnergiesWithinTheTotal(Situation), "cannot be captured");

    [Fact]
    public void Energies_UpdaterThatSortsThemTheWrongWay_Fails() =>
        ContractFailure.Assert(() => new Ascending().Sketch_AnySpectrum_GivesDescendingEnergiesWithinTheTotal(Situation), "before it");

    [Fact]
    public void Repetition_UpdaterThatDrawsUnkeyedNumbers_Fails() =>
        ContractFailure.Assert(() => new Drawing().Refresh_Again_GivesTheSameBits(Situation), "not the same twice");

    [Fact]
    public void Reading_UpdaterThatWritesToTheGradient_Fails() =>
        ContractFailure.Assert(() => new Writing().Refresh_Always_LeavesGradientsAndOldBasesAlone(Situation), "A gradient is not what it was");

    [Fact]
    public void Failure_UpdaterThatHasTouchedTheBasis_Fails() =>
        ContractFailure.Assert(new Touching().Sketch_UnusableGradient_LeavesTheBankAsItWas, "A basis or moment in use is not what it was");

    [Fact]
    public void Leak_UpdaterThatKeepsATensor_Fails() =>
        ContractFailure.Assert(new Leaking().Refresh_Done_LeavesNoTensorBehind, "Assert.Equal() Failure");

    /// <summary>An exact decomposition; each flaw is one virtual method away.</summary>
    private class HonestUpdater : IProjectionUpdater
    {
        public GradientForms Accepts => GradientForms.Full;

        public virtual int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

        public long ScratchBytes(in BankShape shape, in RankBounds bounds) => 0;

        public virtual void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            for (var index = 0; index < bank.Count; index++)
            {
                using var scope = NewDisposeScope();
                var gradient = ((GradientView.Full)gradients).Canonical(index);
                var (vectors, values, _) = linalg.svd(gradient.to(ScalarType.Float64), fullMatrices: false);
                result.Candidates[index].copy_(vectors.narrow(1, 0, result.Width));
                values.narrow(0, 0, result.Width).square().data<double>().CopyTo(result.Energies(index));
            }
        }

        public virtual void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
        {
            for (var index = 0; index < bank.Count; index++)
            {
                using var scope = NewDisposeScope();
                bases[index].copy_(sketch.Candidates[index].narrow(1, 0, ranks[index]));
            }
        }
    }

    private sealed class WideUpdater : HonestUpdater
    {
        public override int SketchWidth(in BankShape shape, in RankBounds bounds) => bounds.Highest + 1;
    }

    private sealed class ScaledUpdater : HonestUpdater
    {
        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            base.Sketch(bank, gradients, result);
            result.Candidates.mul_(1.001);
        }
    }

    private sealed class ScaledBasisUpdater : HonestUpdater
    {
        public override void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
        {
            base.Commit(bank, sketch, ranks, bases);
            bases[0].mul_(1.001);
        }
    }

    private sealed class GreedyUpdater : HonestUpdater
    {
        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            base.Sketch(bank, gradients, result);
            result.Energies(1)[0] *= 1.01;
        }
    }

    private sealed class AscendingUpdater : HonestUpdater
    {
        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            base.Sketch(bank, gradients, result);
            result.Energies(0).Reverse();
        }
    }

    private sealed class DrawingUpdater : HonestUpdater
    {
        public override void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
        {
            base.Commit(bank, sketch, ranks, bases);
            bases[0].add_(rand(1), alpha: 1e-3);
        }
    }

    private sealed class WritingUpdater : HonestUpdater
    {
        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            base.Sketch(bank, gradients, result);
            ((GradientView.Full)gradients).Canonical(0).mul_(2);
        }
    }

    private sealed class TouchingUpdater : HonestUpdater
    {
        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            bank[0].Basis!.zero_();
            base.Sketch(bank, gradients, result);
        }
    }

    private sealed class LeakingUpdater : HonestUpdater
    {
        private readonly List<Tensor> _kept = [];

        public override void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
            base.Sketch(bank, gradients, result);
            _kept.Add(zeros(3).DetachFromDisposeScope());
        }
    }

    private sealed class Honest : ProjectionUpdaterContract<HonestUpdater>;

    private sealed class Wide : ProjectionUpdaterContract<WideUpdater>;

    private sealed class Scaled : ProjectionUpdaterContract<ScaledUpdater>;

    private sealed class ScaledBasis : ProjectionUpdaterContract<ScaledBasisUpdater>;

    private sealed class Greedy : ProjectionUpdaterContract<GreedyUpdater>;

    private sealed class Ascending : ProjectionUpdaterContract<AscendingUpdater>;

    private sealed class Drawing : ProjectionUpdaterContract<DrawingUpdater>;

    private sealed class Writing : ProjectionUpdaterContract<WritingUpdater>;

    private sealed class Touching : ProjectionUpdaterContract<TouchingUpdater>;

    private sealed class Leaking : ProjectionUpdaterContract<LeakingUpdater>;
}
