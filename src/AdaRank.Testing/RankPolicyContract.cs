using AdaRank.Rank;
using AdaRank.Testing.Cases;
using Xunit;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a rank policy. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TPolicy">The policy under test.</typeparam>
/// <remarks>
/// Asked are flat, steep, slow, deficient, tiny and huge spectra, with all kinds of bounds. That the rank grows with the
/// energy asked for is not required: a policy may weigh other things.
/// </remarks>
public abstract class RankPolicyContract<TPolicy> : PluginContract<TPolicy>
    where TPolicy : class, IRankPolicy
{
    /// <summary>The answer is within the bounds, both ends included.</summary>
    [Fact]
    public void ChooseRank_AnySpectrum_AnswersWithinTheBounds()
    {
        var policy = Create();

        foreach (var question in RankCase.All)
        {
            var rank = policy.ChooseRank(question.Observe());
            Assert.True(
                rank >= question.Bounds.Lowest && rank <= question.Bounds.Highest,
                $"{typeof(TPolicy).Name} chose {rank} for {question.Name}.");
        }
    }

    /// <summary>The same question gets the same answer, whatever was asked before, and from another object too.</summary>
    [Fact]
    public void ChooseRank_SameQuestion_GivesTheSameAnswer()
    {
        var (policy, other) = (Create(), Create());
        int[] first = [.. RankCase.All.Select(question => policy.ChooseRank(question.Observe()))];

        int[] backwards = [.. RankCase.All.Reverse().Select(question => policy.ChooseRank(question.Observe())).Reverse()];
        int[] fromOther = [.. RankCase.All.Select(question => other.ChooseRank(question.Observe()))];

        Assert.Equal(first, backwards);
        Assert.Equal(first, fromOther);
    }

    /// <summary>A policy that says it needs no spectrum chooses the same rank without one, since some bases have none.</summary>
    [Fact]
    public void ChooseRank_SpectrumNotNeeded_AnswersWithoutOne()
    {
        var policy = Create();

        foreach (var question in RankCase.All.Where(_ => !policy.NeedsSpectrum))
        {
            var (rank, without) = (policy.ChooseRank(question.Observe()), policy.ChooseRank((question with { Energies = [] }).Observe()));
            Assert.True(
                rank == without, $"{typeof(TPolicy).Name} needs no spectrum, but without one it chose {without} instead of {rank} for {question.Name}.");
        }
    }

    /// <summary>Nothing is allocated: the engine asks for each matrix at each refresh.</summary>
    [Fact]
    public void ChooseRank_Always_AllocatesNothing()
    {
        var policy = Create();
        AskAll(policy);
        AskAll(policy);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AskAll(policy);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated == 0, $"{typeof(TPolicy).Name} allocated {allocated} bytes for {RankCase.All.Count} questions.");
    }

    /// <summary>Many threads at once get the answers that one gets.</summary>
    [Fact]
    public void ChooseRank_ManyThreads_GetTheSameAnswers()
    {
        var policy = Create();
        int[] expected = [.. RankCase.All.Select(question => policy.ChooseRank(question.Observe()))];
        var wrong = 0;

        ManyThreads.Run(thread =>
        {
            for (var step = 0; step < 16 * RankCase.All.Count; step++)
            {
                var index = (step + (thread * 7)) % RankCase.All.Count;
                if (policy.ChooseRank(RankCase.All[index].Observe()) != expected[index])
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.True(wrong == 0, $"{typeof(TPolicy).Name} gave {wrong} other answers when several threads asked.");
    }

    private static void AskAll(TPolicy policy)
    {
        for (var index = 0; index < RankCase.All.Count; index++)
        {
            policy.ChooseRank(RankCase.All[index].Observe());
        }
    }
}
