using AdaRank.Rank;
using AdaRank.Testing.Cases;
using Xunit;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a rank filter. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TFilter">The filter under test.</typeparam>
/// <remarks>Asked are all kinds of bounds, with the proposal and the rank in use anywhere within them, and the latter outside too.</remarks>
public abstract class RankFilterContract<TFilter> : PluginContract<TFilter>
    where TFilter : class, IRankFilter
{
    /// <summary>The answer is within the bounds, both ends included, even if the rank in use is not.</summary>
    [Fact]
    public void Filter_AnyProposal_AnswersWithinTheBounds()
    {
        var filter = Create();

        foreach (var question in FilterCase.All)
        {
            var (rank, bounds) = (Ask(filter, question), question.Question.Bounds);
            Assert.True(
                rank >= bounds.Lowest && rank <= bounds.Highest, $"{typeof(TFilter).Name} answered {rank} to {question}.");
        }
    }

    /// <summary>A proposal that stays is answered by a rank that stays in the end: each change of a rank reallocates state.</summary>
    [Fact]
    public void Filter_SameProposalAgainAndAgain_SettlesOnARank()
    {
        var filter = Create();

        foreach (var question in FilterCase.All)
        {
            var last = question;
            var bounds = question.Question.Bounds;
            for (var refresh = 0; refresh <= bounds.Highest - bounds.Lowest + 1; refresh++)
            {
                last = After(last, Ask(filter, last));
            }

            var rank = Ask(filter, last);
            Assert.True(
                rank == last.Question.CurrentRank,
                $"{typeof(TFilter).Name} still changes rank {last.Question.CurrentRank} to {rank}, long after {question}.");
        }

        static FilterCase After(FilterCase question, int rank) => question with { Question = question.Question with { CurrentRank = rank } };
    }

    /// <summary>The same question gets the same answer, whatever was asked before, and from another object too.</summary>
    [Fact]
    public void Filter_SameQuestion_GivesTheSameAnswer()
    {
        var (filter, other) = (Create(), Create());
        int[] first = [.. FilterCase.All.Select(question => Ask(filter, question))];

        int[] backwards = [.. FilterCase.All.Reverse().Select(question => Ask(filter, question)).Reverse()];
        int[] fromOther = [.. FilterCase.All.Select(question => Ask(other, question))];

        Assert.Equal(first, backwards);
        Assert.Equal(first, fromOther);
    }

    /// <summary>Nothing is allocated: the engine asks for each matrix at each refresh.</summary>
    [Fact]
    public void Filter_Always_AllocatesNothing()
    {
        var filter = Create();
        AskAll(filter);
        AskAll(filter);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AskAll(filter);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated == 0, $"{typeof(TFilter).Name} allocated {allocated} bytes for {FilterCase.All.Count} questions.");
    }

    /// <summary>Many threads at once get the answers that one gets.</summary>
    [Fact]
    public void Filter_ManyThreads_GetTheSameAnswers()
    {
        var filter = Create();
        int[] expected = [.. FilterCase.All.Select(question => Ask(filter, question))];
        var wrong = 0;

        ManyThreads.Run(thread =>
        {
            for (var step = 0; step < 4 * FilterCase.All.Count; step++)
            {
                var index = (step + (thread * 7)) % FilterCase.All.Count;
                if (Ask(filter, FilterCase.All[index]) != expected[index])
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.True(wrong == 0, $"{typeof(TFilter).Name} gave {wrong} other answers when several threads asked.");
    }

    private static int Ask(TFilter filter, FilterCase question) => filter.Filter(question.Question.Observe(), question.Proposed);

    private static void AskAll(TFilter filter)
    {
        for (var index = 0; index < FilterCase.All.Count; index++)
        {
            Ask(filter, FilterCase.All[index]);
        }
    }
}
