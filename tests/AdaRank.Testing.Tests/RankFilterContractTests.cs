using AdaRank.Rank;

namespace AdaRank.Testing.Tests;

public sealed class RankFilterContractTests
{
    [Fact]
    public void Contract_HonestFilter_IsFulfilled()
    {
        var contract = new Honest();

        contract.Create_DefaultOptions_GivesAPlugin();
        contract.Filter_AnyProposal_AnswersWithinTheBounds();
        contract.Filter_SameProposalAgainAndAgain_SettlesOnARank();
        contract.Filter_SameQuestion_GivesTheSameAnswer();
        contract.Filter_Always_AllocatesNothing();
        contract.Filter_ManyThreads_GetTheSameAnswers();
    }

    [Fact]
    public void Bounds_FilterThatKeepsTheRankInUseWhateverTheBounds_Fails() => ContractFailure.Assert(
        new Stubborn().Filter_AnyProposal_AnswersWithinTheBounds, "StubbornFilter answered 41 to a proposal of 1 and rank 41 in use");

    [Fact]
    public void Bounds_FilterThatRoundsBeyondThem_Fails() =>
        ContractFailure.Assert(new Rounding().Filter_AnyProposal_AnswersWithinTheBounds, "RoundingFilter answered 8");

    [Fact]
    public void Rest_FilterThatSwings_Fails() =>
        ContractFailure.Assert(new Swinging().Filter_SameProposalAgainAndAgain_SettlesOnARank, "SwingingFilter still changes rank");

    [Fact]
    public void Purity_FilterThatRemembers_Fails() =>
        ContractFailure.Assert(new Remembering().Filter_SameQuestion_GivesTheSameAnswer, "Assert.Equal() Failure");

    [Fact]
    public void Allocation_FilterThatAllocates_Fails() =>
        ContractFailure.Assert(new Allocating().Filter_Always_AllocatesNothing, "AllocatingFilter allocated");

    [Fact]
    public void Threads_FilterThatLooksAtTheThread_Fails() =>
        ContractFailure.Assert(new Threaded().Filter_ManyThreads_GetTheSameAnswers, "other answers when several threads asked");

    private sealed class HonestFilter : IRankFilter
    {
        public int Filter(in RankObservation observation, int proposed) =>
            observation.CurrentRank == 0 ? proposed : Math.Clamp(Math.Min(proposed, observation.CurrentRank), observation.Bounds.Lowest, proposed);
    }

    private sealed class StubbornFilter : IRankFilter
    {
        public int Filter(in RankObservation observation, int proposed) => observation.CurrentRank == 0 ? proposed : observation.CurrentRank;
    }

    private sealed class RoundingFilter : IRankFilter
    {
        public int Filter(in RankObservation observation, int proposed) => (proposed + 7) / 8 * 8;
    }

    private sealed class SwingingFilter : IRankFilter
    {
        public int Filter(in RankObservation observation, int proposed) =>
            observation.CurrentRank == observation.Bounds.Lowest ? observation.Bounds.Highest : observation.Bounds.Lowest;
    }

    private sealed class RememberingFilter : IRankFilter
    {
        private int _largest;

        public int Filter(in RankObservation observation, int proposed)
        {
            _largest = Math.Max(_largest, proposed);
            return Math.Min(_largest, observation.Bounds.Highest);
        }
    }

    private sealed class AllocatingFilter : IRankFilter
    {
        public int Filter(in RankObservation observation, int proposed) => Math.Min(proposed, new int[observation.Bounds.Highest].Length);
    }

    private sealed class ThreadedFilter : IRankFilter
    {
        private readonly int _home = Environment.CurrentManagedThreadId;

        public int Filter(in RankObservation observation, int proposed) =>
            Environment.CurrentManagedThreadId == _home ? proposed : observation.Bounds.Highest;
    }

    private sealed class Honest : RankFilterContract<HonestFilter>;

    private sealed class Stubborn : RankFilterContract<StubbornFilter>;

    private sealed class Rounding : RankFilterContract<RoundingFilter>;

    private sealed class Swinging : RankFilterContract<SwingingFilter>;

    private sealed class Remembering : RankFilterContract<RememberingFilter>;

    private sealed class Allocating : RankFilterContract<AllocatingFilter>;

    private sealed class Threaded : RankFilterContract<ThreadedFilter>;
}
