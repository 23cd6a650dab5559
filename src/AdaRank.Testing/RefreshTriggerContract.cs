using AdaRank.Refresh;
using AdaRank.Testing.Cases;
using Xunit;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a refresh trigger. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TTrigger">The trigger under test.</typeparam>
public abstract class RefreshTriggerContract<TTrigger> : PluginContract<TTrigger>
    where TTrigger : class, IRefreshTrigger
{
    /// <summary>The answer is one of the causes, and never the first basis, which is the engine's own cause.</summary>
    [Fact]
    public void Examine_AnyStep_GivesACauseOfItsOwn()
    {
        var trigger = Create();

        foreach (var observation in RefreshCase.All)
        {
            var cause = trigger.Examine(observation);
            Assert.True(Enum.IsDefined(cause) && cause != RefreshCause.First, $"{typeof(TTrigger).Name} answered {cause} for {observation}.");
        }
    }

    /// <summary>The same question gets the same answer, whatever was asked before, and from another object too.</summary>
    [Fact]
    public void Examine_SameQuestion_GivesTheSameAnswer()
    {
        var (trigger, other) = (Create(), Create());
        RefreshCause[] first = [.. RefreshCase.All.Select(observation => trigger.Examine(observation))];

        RefreshCause[] backwards = [.. RefreshCase.All.Reverse().Select(observation => trigger.Examine(observation)).Reverse()];
        RefreshCause[] fromOther = [.. RefreshCase.All.Select(observation => other.Examine(observation))];

        Assert.Equal(first, backwards);
        Assert.Equal(first, fromOther);
    }

    /// <summary>Many threads at once get the answers that one gets.</summary>
    [Fact]
    public void Examine_ManyThreads_GetTheSameAnswers()
    {
        var trigger = Create();
        RefreshCause[] expected = [.. RefreshCase.All.Select(observation => trigger.Examine(observation))];
        var wrong = 0;

        Parallel.For(0, 64, round =>
        {
            for (var step = 0; step < RefreshCase.All.Count; step++)
            {
                var index = (step + (round * 7)) % RefreshCase.All.Count;
                if (trigger.Examine(RefreshCase.All[index]) != expected[index])
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.True(wrong == 0, $"{typeof(TTrigger).Name} gave {wrong} other answers when several threads asked.");
    }
}
