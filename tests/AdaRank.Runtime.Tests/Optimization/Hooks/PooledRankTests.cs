using AdaRank.Plugins.Rank.Interval;
using AdaRank.Rank;
using AdaRank.Refresh;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class PooledRankTests
{
    [Fact]
    public void Step_PolicyOfAPool_SeesAllMatricesOfAllGroupsAtOnce()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]), "one").LowRank("b", zeros([9, 5]), "two").LowRank("c", zeros([6, 8]), "one");
        var policy = new Alternating();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group
                .Ranks(1, 4)
                .Refresh<IntervalOptions>("interval", options => options.Interval = 100)
                .Rank("pool")),
            services => services.AddKeyedSingleton<IRankPolicy>("pool", policy));
        foreach (var name in new[] { "a", "b" })
        {
            model[name].grad = randn(model[name].shape);
        }

        optimizer.Step();
        model["c"].grad = randn([6, 8]);
        optimizer.Step();

        Assert.Equal(["a due, c, b due", "a 2, c due, b 3"], policy.Seen);
        Assert.Equal([("a", 2), ("c", 4), ("b", 3)], optimizer.Matrices.Select(matrix => (matrix.Name, matrix.Rank)));

        // A column of the basis and a row of two moments.
        Assert.Equal([4 * (6 + 16), 4 * (6 + 16), 4 * (5 + 18)], policy.BytesPerRank);
        Assert.All(policy.Totals, total => Assert.True(total > 0));
    }

    [Fact]
    public void Step_NoMatrixOfThePoolIsDue_AsksNobody()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        var policy = new Alternating();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 4).Refresh<IntervalOptions>("interval", options => options.Interval = 100).Rank("pool")),
            services => services.AddKeyedSingleton<IRankPolicy>("pool", policy));

        for (var step = 0; step < 3; step++)
        {
            model["a"].grad = randn([6, 8]);
            optimizer.Step();
        }

        Assert.Single(policy.Seen);
        Assert.Equal(RefreshCause.None, optimizer.Matrices[0].Refresh);
    }

    /// <summary>Ranks 2, 4, 3 for the matrices in the order of the pool.</summary>
    private sealed class Alternating : IGlobalRankPolicy
    {
        public List<string> Seen { get; } = [];

        public List<long> BytesPerRank { get; } = [];

        public List<double> Totals { get; } = [];

        public string Pool => "shared";

        public int ChooseRank(in RankObservation observation) => throw new InvalidOperationException("The pool decides.");

        public void ChooseRanks(IReadOnlyList<MatrixSpectrum> matrices, Span<int> ranks)
        {
            Seen.Add(string.Join(", ", matrices.Select(matrix => matrix.Name + (matrix.IsDue ? " due" : matrix.CurrentRank > 0 ? $" {matrix.CurrentRank}" : ""))));
            if (BytesPerRank.Count == 0)
            {
                BytesPerRank.AddRange(matrices.Select(matrix => matrix.BytesPerRank));
            }

            Totals.AddRange(matrices.Where(matrix => matrix.IsDue).Select(matrix => matrix.TotalEnergy));
            for (var index = 0; index < ranks.Length; index++)
            {
                ranks[index] = new[] { 2, 4, 3 }[index];
            }
        }
    }
}
