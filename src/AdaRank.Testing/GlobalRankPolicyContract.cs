using AdaRank.Rank;
using AdaRank.Testing.Cases;
using Xunit;

namespace AdaRank.Testing;

/// <summary>
/// What the engine relies on in a rank policy that decides for many matrices at once, beside what it relies on in each rank
/// policy. Derive a class from it, in one line, to test yours.
/// </summary>
/// <typeparam name="TPolicy">The policy under test.</typeparam>
/// <remarks>
/// Asked are pools of up to 30 matrices with energies of all sizes, of which all, some or none are due; a unit of rank costs
/// from 1,000 to 5,000 bytes. A policy with a budget must have one that the lowest ranks of all these fit in, 173,000 bytes.
/// </remarks>
public abstract class GlobalRankPolicyContract<TPolicy> : RankPolicyContract<TPolicy>
    where TPolicy : class, IGlobalRankPolicy
{
    /// <summary>The pool has a name, and another object with the same options names the same one.</summary>
    [Fact]
    public void Pool_OfEveryObject_IsTheSame()
    {
        var pool = Create().Pool;

        Assert.False(string.IsNullOrWhiteSpace(pool), $"{typeof(TPolicy).Name} has a pool without a name.");
        Assert.Equal(pool, Create().Pool);
    }

    /// <summary>Each matrix that is due gets a rank within its bounds, both ends included.</summary>
    [Fact]
    public void ChooseRanks_AnyPool_AnswersWithinTheBounds()
    {
        var policy = Create();

        foreach (var pool in PoolCase.All)
        {
            var ranks = PoolCase.Ask(policy, pool.Matrices);
            for (var index = 0; index < ranks.Length; index++)
            {
                var (matrix, rank) = (pool.Matrices[index], ranks[index]);
                Assert.True(
                    !matrix.IsDue || (rank >= matrix.Bounds.Lowest && rank <= matrix.Bounds.Highest),
                    $"{typeof(TPolicy).Name} chose {rank} for {matrix.Name}, which may have {matrix.Bounds.Lowest} to {matrix.Bounds.Highest}: {pool.Name}.");
            }
        }
    }

    /// <summary>The rank of a matrix that is not due is left alone.</summary>
    [Fact]
    public void ChooseRanks_MatrixThatIsNotDue_KeepsItsRank()
    {
        var policy = Create();

        foreach (var pool in PoolCase.All)
        {
            var ranks = PoolCase.Ask(policy, pool.Matrices);
            for (var index = 0; index < ranks.Length; index++)
            {
                var (matrix, rank) = (pool.Matrices[index], ranks[index]);
                Assert.True(
                    matrix.IsDue || rank == matrix.CurrentRank,
                    $"{typeof(TPolicy).Name} wrote {rank} for {matrix.Name}, which is not due and keeps {matrix.CurrentRank}: {pool.Name}.");
            }
        }
    }

    /// <summary>The same question gets the same answer, whatever was asked before, and from another object too.</summary>
    [Fact]
    public void ChooseRanks_SameQuestion_GivesTheSameAnswer()
    {
        var (policy, other) = (Create(), Create());
        int[][] first = [.. PoolCase.All.Select(pool => PoolCase.Ask(policy, pool.Matrices))];

        int[][] backwards = [.. PoolCase.All.Reverse().Select(pool => PoolCase.Ask(policy, pool.Matrices)).Reverse()];
        int[][] fromOther = [.. PoolCase.All.Select(pool => PoolCase.Ask(other, pool.Matrices))];

        Assert.Equal(first, backwards);
        Assert.Equal(first, fromOther);
    }

    /// <summary>The ranks do not depend on the order in which the matrices stand, which follows that of the model's parameters.</summary>
    [Fact]
    public void ChooseRanks_OtherOrder_GivesTheSameRanks()
    {
        var policy = Create();

        foreach (var pool in PoolCase.All)
        {
            var ranks = PoolCase.Ask(policy, pool.Matrices);

            int[] backwards = [.. PoolCase.Ask(policy, [.. pool.Matrices.Reverse()]).Reverse()];

            Assert.True(
                ranks.SequenceEqual(backwards),
                $"{typeof(TPolicy).Name} chose {string.Join(' ', ranks)}, and {string.Join(' ', backwards)} when the matrices stood in another order: {pool.Name}.");
        }
    }

    /// <summary>Many threads at once get the answers that one gets.</summary>
    [Fact]
    public void ChooseRanks_ManyThreads_GetTheSameAnswers()
    {
        var policy = Create();
        int[][] expected = [.. PoolCase.All.Select(pool => PoolCase.Ask(policy, pool.Matrices))];
        var wrong = 0;

        ManyThreads.Run(thread =>
        {
            for (var step = 0; step < 8 * PoolCase.All.Count; step++)
            {
                var index = (step + (thread * 7)) % PoolCase.All.Count;
                if (!PoolCase.Ask(policy, PoolCase.All[index].Matrices).SequenceEqual(expected[index]))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.True(wrong == 0, $"{typeof(TPolicy).Name} gave {wrong} other answers when several threads asked.");
    }
}
