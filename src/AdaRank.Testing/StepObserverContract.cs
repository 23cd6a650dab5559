using AdaRank.Steps;
using Xunit;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a step observer. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TObserver">The observer under test.</typeparam>
public abstract class StepObserverContract<TObserver> : PluginContract<TObserver>
    where TObserver : class, IStepObserver
{
    /// <summary>No step makes it throw: the weights are updated when it is told, and the caller would lose the step.</summary>
    [Fact]
    public void Observe_AnyStep_ThrowsNothing()
    {
        var observer = Create();

        var problem = Record.Exception(() =>
        {
            for (var step = 1L; step <= 200; step++)
            {
                observer.Observe(new StepObservation
                {
                    Step = step,
                    LearningRate = step % 3 == 0 ? 0 : 1e-3 / step,
                    Refreshed = (int)(step % 5),
                    Skipped = (int)(step % 7),
                });
            }

            observer.Observe(new StepObservation { Step = long.MaxValue, LearningRate = 1e6, Refreshed = int.MaxValue, Skipped = int.MaxValue });
        });

        Assert.Null(problem);
    }
}
