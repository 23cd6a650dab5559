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

    [Fact]
    public void Displacement_TriggerThatDoesNotAskForIt_MustNotReadIt() =>
        ContractFailure.Assert(new Peeping().Examine_DisplacementNotNeeded_IgnoresIt, "does not need the displacement, but without it answered");

    [Fact]
    public void Displacement_TriggerThatAsksForIt_MayReadIt() => new Asking().Examine_DisplacementNotNeeded_IgnoresIt();

    [Fact]
    public void Needs_OfEachObjectItsOwn_Fail() => ContractFailure.Assert(new Fickle().Needs_OfEveryObject_IsTheSame, "Assert.Equal() Failure");

    private class PeepingTrigger : IRefreshTrigger
    {
        public virtual RefreshMeasures Needs => RefreshMeasures.Captured;

        public RefreshCause Examine(in RefreshObservation observation) =>
            observation.Displacement > 1 ? RefreshCause.Displaced : RefreshCause.None;
    }

    private sealed class AskingTrigger : PeepingTrigger
    {
        public override RefreshMeasures Needs => RefreshMeasures.Displacement | RefreshMeasures.Captured;
    }

    private sealed class FickleTrigger : IRefreshTrigger
    {
        private static int _made;

        public RefreshMeasures Needs { get; } = (RefreshMeasures)(Interlocked.Increment(ref _made) % 2);

        public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.None;
    }

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

        public RefreshCause Examine(in RefreshObservation observation) =>
            Environment.CurrentManagedThreadId == _home ? RefreshCause.None : RefreshCause.Interval;
    }

    private sealed class AlwaysFirst : RefreshTriggerContract<FirstTrigger>;

    private sealed class Peeping : RefreshTriggerContract<PeepingTrigger>;

    private sealed class Asking : RefreshTriggerContract<AskingTrigger>;

    private sealed class Fickle : RefreshTriggerContract<FickleTrigger>;

    private sealed class Inventing : RefreshTriggerContract<InventingTrigger>;

    private sealed class Remembering : RefreshTriggerContract<RememberingTrigger>;

    private sealed class Threaded : RefreshTriggerContract<ThreadedTrigger>;
}
