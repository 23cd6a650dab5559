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

    /// <summary>
    /// A trigger that does not say it needs the displacement does not look at it: the engine then measures none, and it is
    /// no number.
    /// </summary>
    [Fact]
    public void Examine_DisplacementNotNeeded_IgnoresIt()
    {
        var trigger = Create();

        foreach (var observation in RefreshCase.All.Where(_ => !trigger.Needs.HasFlag(RefreshMeasures.Displacement)))
        {
            var (cause, without) = (trigger.Examine(observation), trigger.Examine(observation with { Displacement = double.NaN }));
            Assert.True(
                cause == without,
                $"{typeof(TTrigger).Name} does not need the displacement, but without it answered {without} instead of {cause} to {observation}.");
        }
    }

    /// <summary>What it needs is settled by its options: the engine asks once, when the optimizer is made.</summary>
    [Fact]
    public void Needs_OfEveryObject_IsTheSame() => Assert.Equal(Create().Needs, Create().Needs);

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

        ManyThreads.Run(thread =>
        {
            for (var step = 0; step < 16 * RefreshCase.All.Count; step++)
            {
                var index = (step + (thread * 7)) % RefreshCase.All.Count;
                if (trigger.Examine(RefreshCase.All[index]) != expected[index])
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.True(wrong == 0, $"{typeof(TTrigger).Name} gave {wrong} other answers when several threads asked.");
    }
}
