using AdaRank.Refresh;

namespace AdaRank.Testing.Tests;

public sealed class RefreshTriggerContractTests
{
    [Fact]
    public void Cause_TriggerThatAnswersFirst_Fails() =>
        ContractFailure.Assert(new AlwaysFirst().Examine_AnyStep_GivesACauseOfItsOwn, "answered First");

    [Fact]
    public void Cause_TriggerThatInventsOne_Fails() =>
        ContractFailure.Assert(new Inventing().Examine_AnyStep_GivesACauseOfItsOwn, "answered 77");

    [Fact]
    public void Purity_TriggerThatRemembers_Fails() =>
        ContractFailure.Assert(new Remembering().Examine_SameQuestion_GivesTheSameAnswer, "Assert.Equal() Failure");

    [Fact]
    public void Threads_TriggerThatLooksAtTheThread_Fails() =>
        ContractFailure.Assert(new Threaded().Examine_ManyThreads_GetTheSameAnswers, "other answers when several threads asked");

    private sealed class FirstTrigger : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.First;
    }

    private sealed class InventingTrigger : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => (RefreshCause)77;
    }

    private sealed class RememberingTrigger : IRefreshTrigger
    {
        private double _largest;

        public RefreshCause Examine(in RefreshObservation observation)
        {
            _largest = Math.Max(_largest, observation.PreviousProjectedEnergy);
            return observation.PreviousProjectedEnergy < _largest ? RefreshCause.Converged : RefreshCause.None;
        }
    }

    private sealed class ThreadedTrigger : IRefreshTrigger
    {
        private readonly int _home = Environment.CurrentManagedThreadId;

        public RefreshCause Examine(in RefreshObservation observation)
        {
            Thread.SpinWait(100);
            return Environment.CurrentManagedThreadId == _home ? RefreshCause.None : RefreshCause.Interval;
        }
    }

    private sealed class AlwaysFirst : RefreshTriggerContract<FirstTrigger>;

    private sealed class Inventing : RefreshTriggerContract<InventingTrigger>;

    private sealed class Remembering : RefreshTriggerContract<RememberingTrigger>;

    private sealed class Threaded : RefreshTriggerContract<ThreadedTrigger>;
}
