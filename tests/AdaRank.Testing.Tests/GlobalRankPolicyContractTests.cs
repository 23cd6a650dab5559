using AdaRank.Rank;

namespace AdaRank.Testing.Tests;

public sealed class GlobalRankPolicyContractTests
{
    [Fact]
    public void Contract_HonestPolicy_IsFulfilled()
    {
        var contract = new Honest();

        contract.Pool_OfEveryObject_IsTheSame();
        contract.ChooseRanks_AnyPool_AnswersWithinTheBounds();
        contract.ChooseRanks_MatrixThatIsNotDue_KeepsItsRank();
        contract.ChooseRanks_SameQuestion_GivesTheSameAnswer();
        contract.ChooseRanks_OtherOrder_GivesTheSameRanks();
        contract.ChooseRanks_ManyThreads_GetTheSameAnswers();
        contract.ChooseRank_AnySpectrum_AnswersWithinTheBounds();
    }

    [Fact]
    public void Pool_WithoutAName_Fails() =>
        ContractFailure.Assert(new Nameless().Pool_OfEveryObject_IsTheSame, "NamelessPolicy has a pool without a name");

    [Fact]
    public void Pool_OfItsOwnForEachObject_Fails() =>
        ContractFailure.Assert(new Lonely().Pool_OfEveryObject_IsTheSame, "Assert.Equal() Failure");

    [Fact]
    public void Bounds_PolicyThatForgetsADueMatrix_Fails() => ContractFailure.Assert(
        new Forgetful().ChooseRanks_AnyPool_AnswersWithinTheBounds, "ForgetfulPolicy chose 0 for layers.0.weight, which may have 1 to 12");

    [Fact]
    public void Bounds_PolicyThatIgnoresThem_Fails() =>
        ContractFailure.Assert(new Unbounded().ChooseRanks_AnyPool_AnswersWithinTheBounds, "UnboundedPolicy chose 13 for layers.0.weight");

    [Fact]
    public void Due_PolicyThatRanksEveryMatrix_Fails() => ContractFailure.Assert(
        new Thorough().ChooseRanks_MatrixThatIsNotDue_KeepsItsRank, "which is not due and keeps");

    [Fact]
    public void Purity_PolicyThatCounts_Fails() =>
        ContractFailure.Assert(new Counting().ChooseRanks_SameQuestion_GivesTheSameAnswer, "Assert.Equal() Failure");

    [Fact]
    public void Order_PolicyThatServesTheFirstFirst_Fails() => ContractFailure.Assert(
        new Queueing().ChooseRanks_OtherOrder_GivesTheSameRanks, "when the matrices stood in another order");

    [Fact]
    public void Threads_PolicyThatLooksAtTheThread_Fails() =>
        ContractFailure.Assert(new Threaded().ChooseRanks_ManyThreads_GetTheSameAnswers, "other answers when several threads asked");

    /// <summary>Lowest ranks for all that are due, but for what a test makes of it.</summary>
    private abstract class Policy : IGlobalRankPolicy
    {
        public virtual string Pool => "all";

        public int ChooseRank(in RankObservation observation) => observation.Bounds.Lowest;

        public virtual void ChooseRanks(IReadOnlyList<MatrixSpectrum> matrices, Span<int> ranks)
        {
            for (var index = 0; index < ranks.Length; index++)
            {
                ranks[index] = IsMine(matrices[index]) ? Rank(matrices[index], index) : ranks[index];
            }
        }

        protected virtual bool IsMine(MatrixSpectrum matrix) => matrix.IsDue;

        protected virtual int Rank(MatrixSpectrum matrix, int index) => matrix.Bounds.Lowest;
    }

    private sealed class HonestPolicy : Policy;

    private sealed class NamelessPolicy : Policy
    {
        public override string Pool => " ";
    }

    private sealed class LonelyPolicy : Policy
    {
        public override string Pool { get; } = Guid.NewGuid().ToString();
    }

    private sealed class ForgetfulPolicy : Policy
    {
        protected override bool IsMine(MatrixSpectrum matrix) => false;
    }

    private sealed class UnboundedPolicy : Policy
    {
        protected override int Rank(MatrixSpectrum matrix, int index) => 13;
    }

    private sealed class ThoroughPolicy : Policy
    {
        protected override bool IsMine(MatrixSpectrum matrix) => true;
    }

    private sealed class CountingPolicy : Policy
    {
        private int _questions;

        protected override int Rank(MatrixSpectrum matrix, int index) => ++_questions;
    }

    private sealed class QueueingPolicy : Policy
    {
        protected override int Rank(MatrixSpectrum matrix, int index) => index == 0 ? matrix.Bounds.Highest : matrix.Bounds.Lowest;
    }

    private sealed class ThreadedPolicy : Policy
    {
        private readonly int _home = Environment.CurrentManagedThreadId;

        protected override int Rank(MatrixSpectrum matrix, int index) =>
            Environment.CurrentManagedThreadId == _home ? matrix.Bounds.Lowest : matrix.Bounds.Highest;
    }

    private sealed class Honest : GlobalRankPolicyContract<HonestPolicy>;

    private sealed class Nameless : GlobalRankPolicyContract<NamelessPolicy>;

    private sealed class Lonely : GlobalRankPolicyContract<LonelyPolicy>;

    private sealed class Forgetful : GlobalRankPolicyContract<ForgetfulPolicy>;

    private sealed class Unbounded : GlobalRankPolicyContract<UnboundedPolicy>;

    private sealed class Thorough : GlobalRankPolicyContract<ThoroughPolicy>;

    private sealed class Counting : GlobalRankPolicyContract<CountingPolicy>;

    private sealed class Queueing : GlobalRankPolicyContract<QueueingPolicy>;

    private sealed class Threaded : GlobalRankPolicyContract<ThreadedPolicy>;
}
