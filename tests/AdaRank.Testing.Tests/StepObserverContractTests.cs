using AdaRank.Steps;

namespace AdaRank.Testing.Tests;

public sealed class StepObserverContractTests
{
    [Fact]
    public void Contract_ObserverThatAddsUp_IsFulfilled() => new Adding().Observe_AnyStep_ThrowsNothing();

    [Fact]
    public void Throw_ObserverThatOverflows_Fails() => ContractFailure.Assert(new Overflowing().Observe_AnyStep_ThrowsNothing, "OverflowException");

    private sealed class AddingObserver : IStepObserver
    {
        private long _refreshed;

        public void Observe(in StepObservation observation) => _refreshed += observation.Refreshed;
    }

    private sealed class OverflowingObserver : IStepObserver
    {
        private int _refreshed;

        public void Observe(in StepObservation observation) => _refreshed = checked(_refreshed + observation.Refreshed);
    }

    private sealed class Adding : StepObserverContract<AddingObserver>;

    private sealed class Overflowing : StepObserverContract<OverflowingObserver>;
}
