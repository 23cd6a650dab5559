using AdaRank.Composition;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>A gradient of zero has no directions: refreshes wait, moments decay (method.md, section 6).</summary>
public sealed class ZeroGradientTests
{
    [Fact]
    public void Step_RefreshDueAtAZeroGradient_IsMadeUpForInTheNextStep()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8]));
        using var optimizer = Optimizers.Create(model, builder => builder
            .UseProfile(Profiles.GaLore)
            .AllGroups(group => group.Ranks(1, 2).Refresh<IntervalOptions>("interval", options => options.Interval = 3)));
        var causes = new List<RefreshCause>();

        // Due at steps 1, 4 and 7; the gradient of step 4 is zero.
        foreach (var factor in new[] { 1, 1, 1, 0, 1, 1, 1 })
        {
            model["weight"].grad = randn([6, 8]) * factor;
            optimizer.Step();
            causes.Add(optimizer.Matrices[0].Refresh);
        }

        Assert.Equal(
            [
                RefreshCause.First, RefreshCause.None, RefreshCause.None, RefreshCause.None, RefreshCause.Interval,
                RefreshCause.None, RefreshCause.Interval,
            ],
            causes);
    }

    [Fact]
    public void Step_ZeroGradientAfterOthers_LetsTheMomentsDecayAndTheWeightMoveOn()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8]));
        using var optimizer = Optimizers.Create(model, builder => builder.AllGroups(group => group.Ranks(1, 2)));
        model["weight"].grad = randn([6, 8]);
        optimizer.Step();
        var moments = optimizer.Banks[0].Matrices[0].State[0].Open().clone();
        var weight = model["weight"].detach().clone();

        model["weight"].grad = zeros([6, 8]);
        optimizer.Step();

        Assert.True(optimizer.Banks[0].Matrices[0].State[0].Open().allclose(moments * 0.9));
        Assert.False(model["weight"].eq(weight).all().item<bool>());
    }

    [Fact]
    public void Step_NothingButZeroGradients_LeavesTheWeightAndHoldsAProvisionalBasis()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", ones([6, 8]));
        using var optimizer = Optimizers.Create(model, builder => builder.AllGroups(group => group.Ranks(2, 4)));
        model["weight"].grad = zeros([6, 8]);

        optimizer.Step();

        Assert.True(model["weight"].eq(1).all().item<bool>());
        Assert.Equal((2, 0), (optimizer.Matrices[0].Rank, optimizer.Matrices[0].RefreshCount));
        Assert.True(optimizer.Banks[0].Matrices[0].IsProvisional);
    }
}
