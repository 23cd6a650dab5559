using AdaRank.Rank;

namespace AdaRank.Testing.Tests;

public sealed class RankPolicyContractTests
{
    [Fact]
    public void Contract_HonestPolicy_IsFulfilled() => All(new Honest(), contract => [
        contract.Create_DefaultOptions_GivesAPlugin,
        contract.ChooseRank_AnySpectrum_AnswersWithinTheBounds,
        contract.ChooseRank_SameQuestion_GivesTheSameAnswer,
        contract.ChooseRank_SpectrumNotNeeded_AnswersWithoutOne,
        contract.ChooseRank_Always_AllocatesNothing,
        contract.ChooseRank_ManyThreads_GetTheSameAnswers,
    ]);

    [Fact]
    public void Bounds_PolicyThatIgnoresThem_Fails() =>
        ContractFailure.Assert(new Unbounded().ChooseRank_AnySpectrum_AnswersWithinTheBounds, "UnboundedPolicy chose");

    [Fact]
    public void Bounds_PolicyThatOverflowsOnHugeEnergies_Fails() =>
        ContractFailure.Assert(new Overflowing().ChooseRank_AnySpectrum_AnswersWithinTheBounds, "huge");

    [Fact]
    public void Purity_PolicyThatCounts_Fails() =>
        ContractFailure.Assert(new Counting().ChooseRank_SameQuestion_GivesTheSameAnswer, "Assert.Equal() Failure");

    [Fact]
    public void Allocation_PolicyThatCopies_Fails() =>
        ContractFailure.Assert(new Allocating().ChooseRank_Always_AllocatesNothing, "AllocatingPolicy allocated");

    [Fact]
    public void Threads_PolicyThatLooksAtTheThread_Fails() =>
        ContractFailure.Assert(new Threaded().ChooseRank_ManyThreads_GetTheSameAnswers, "other answers when several threads asked");

    [Fact]
    public void Spectrum_PolicyThatSaysItNeedsNone_MustNotReadIt() =>
        ContractFailure.Assert(new Pretending().ChooseRank_SpectrumNotNeeded_AnswersWithoutOne, "without one it chose");

    [Fact]
    public void Spectrum_PolicyThatSaysItNeedsOne_MayReadIt() => new Reading().ChooseRank_SpectrumNotNeeded_AnswersWithoutOne();

    [Fact]
    public void Create_PolicyThatIsNotRegistered_SaysWhatToDo()
    {
        var problem = Assert.Throws<InvalidOperationException>(new Unbuildable().Create_DefaultOptions_GivesAPlugin);

        Assert.Contains("override Create", problem.Message, StringComparison.Ordinal);
    }

    private static void All<TContract>(TContract contract, Func<TContract, Action[]> tests) => Assert.All(tests(contract), test => test());

    private sealed class HonestPolicy : IRankPolicy
    {
        public int ChooseRank(in RankObservation observation) => observation.Bounds.Lowest;
    }

    private sealed class UnboundedPolicy : IRankPolicy
    {
        public int ChooseRank(in RankObservation observation) => observation.Bounds.Highest + 1;
    }

    private sealed class OverflowingPolicy : IRankPolicy
    {
        public int ChooseRank(in RankObservation observation) =>
            double.IsInfinity(observation.TotalEnergy * observation.TotalEnergy) ? 0 : observation.Bounds.Lowest;
    }

    private sealed class CountingPolicy : IRankPolicy
    {
        private int _questions;

        public int ChooseRank(in RankObservation observation) => ++_questions;
    }

    private sealed class AllocatingPolicy : IRankPolicy
    {
#pragma warning disable ADR024 // What the rule sees here, the contract must measure.
        public int ChooseRank(in RankObservation observation) => observation.Energies.ToArray().Length;
#pragma warning restore ADR024
    }

    private sealed class ThreadedPolicy : IRankPolicy
    {
        private readonly int _home = Environment.CurrentManagedThreadId;

        public int ChooseRank(in RankObservation observation) =>
            Environment.CurrentManagedThreadId == _home ? observation.Bounds.Lowest : observation.Bounds.Highest;
    }

    private class ReadingPolicy : IRankPolicy
    {
        public virtual bool NeedsSpectrum => true;

        public int ChooseRank(in RankObservation observation) =>
            observation.Energies.Length > 1 ? observation.Bounds.Highest : observation.Bounds.Lowest;
    }

    private sealed class PretendingPolicy : ReadingPolicy
    {
        public override bool NeedsSpectrum => false;
    }

    private sealed class UnbuildablePolicy(object needed) : IRankPolicy
    {
        public int ChooseRank(in RankObservation observation) => needed is null ? 0 : 1;
    }

    private sealed class Honest : RankPolicyContract<HonestPolicy>;

    private sealed class Unbounded : RankPolicyContract<UnboundedPolicy>;

    private sealed class Overflowing : RankPolicyContract<OverflowingPolicy>;

    private sealed class Counting : RankPolicyContract<CountingPolicy>;

    private sealed class Allocating : RankPolicyContract<AllocatingPolicy>;

    private sealed class Threaded : RankPolicyContract<ThreadedPolicy>;

    private sealed class Reading : RankPolicyContract<ReadingPolicy>;

    private sealed class Pretending : RankPolicyContract<PretendingPolicy>;

    private sealed class Unbuildable : RankPolicyContract<UnbuildablePolicy>;
}
