using AdaRank.Rank;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class RankFilterTests
{
    [Fact]
    public void Step_FiltersOfAGroup_ChangeTheRankOneAfterAnother()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 6).Rank("fixed").RankFilter("half").RankFilter("less")),
            services => services
                .AddKeyedSingleton<IRankFilter>("half", new Filter(static rank => rank / 2))
                .AddKeyedSingleton<IRankFilter>("less", new Filter(static rank => rank - 1)));
        model["a"].grad = randn([6, 8]);

        optimizer.Step();

        Assert.Equal(2, optimizer.Matrices[0].Rank);
    }

    [Fact]
    public void Step_FilterThatLeavesTheBounds_IsRefusedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 6).RankFilter("wrong")),
            services => services.AddKeyedSingleton<IRankFilter>("wrong", new Filter(static _ => 7)));
        model["a"].grad = randn([6, 8]);

        var error = Assert.Throws<InvalidOperationException>(() => optimizer.Step());

        Assert.Equal("Filter chose rank 7 for 'a': the bounds are 1 to 6.", error.Message);
        Assert.Equal(0, optimizer.MeasureState().TotalAllocated);
    }

    [Fact]
    public void Build_UnknownFilter_NamesTheKey()
    {
        var error = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            new ParameterModel(), adarank => adarank.AllGroups(group => group.RankFilter("hystresis"))));

        Assert.StartsWith("rank filter is 'hystresis'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Filter(Func<int, int> change) : IRankFilter
    {
        int IRankFilter.Filter(in RankObservation observation, int proposed) => change(proposed);
    }
}
