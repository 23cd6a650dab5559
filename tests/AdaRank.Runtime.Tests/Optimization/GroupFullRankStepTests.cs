using AdaRank.Composition;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Tests.Composition;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>A group may be trained at full rank by a step of its own, as Muon and Adam share a model.</summary>
public sealed class GroupFullRankStepTests
{
    [Fact]
    public void Step_GroupWithAStepOfItsOwn_LeavesTheRestToTheOther() =>
        Check(adarank => adarank.Group("own", group => group.FullRank("sign")));

    [Theory]
    [InlineData("""{ "Groups": { "own": { "FullRank": "sign" } } }""")]
    [InlineData("""{ "Groups": { "own": { "FullRank": { "Key": "sign" } } } }""")]
    public void Bind_GroupWithAStepOfItsOwn_LeavesTheRestToTheOther(string json) => Check(adarank => adarank.Bind(Json.Section(json)));

    [Fact]
    public void Step_EncodedState_IsDecodedForOneParameterAtATime()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().FullRank("a", zeros([6])).FullRank("b", zeros([4])).FullRank("c", zeros([5]));
        var step = new SignStep();
        using var optimizer = Optimizers.Create(
            model, adarank => adarank.UseProfile(Profiles.AdamW).FullRankStep("sign"), services => services.AddKeyedSingleton<IFullRankStep>("sign", step));
        foreach (var name in new[] { "a", "b", "c" })
        {
            model[name].grad = ones(model[name].shape);
        }

        optimizer.Step();

        Assert.Equal([1, 1, 1], step.LotSizes);
    }

    private static void Check(Action<AdaRankBuilder> configure)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]), "own").LowRank("b", zeros([6, 8]), "other").FullRank("c", zeros([4]));
        using var optimizer = Optimizers.Create(
            model,
            adarank => configure(adarank.LearningRate(0.1)),
            services => services.AddKeyedSingleton<IFullRankStep>("sign", new SignStep()));
        foreach (var name in new[] { "a", "b", "c" })
        {
            model[name].grad = full(model[name].shape, 3f);
        }

        optimizer.Step();

        // Sign descent by three times the rate; Adam's first step by the rate itself.
        Assert.Equal(-0.3f, model["a"].min().item<float>(), 1e-6f);
        Assert.Equal(-0.1f, model["c"].min().item<float>(), 1e-6f);
        Assert.Equal(["c", "a"], optimizer.FullRankParameters.OrderDescending());
        Assert.Equal((2 * 4 * 4) + (2 * 48), optimizer.MeasureState().FullRank);
        Assert.Equal((2 * 4 * 4) + (2 * 48), optimizer.MeasureState().FullRankAllocated);
    }

    /// <summary>Three times the sign, with a state of bf16.</summary>
    private sealed class SignStep : IFullRankStep
    {
        public List<int> LotSizes { get; } = [];

        public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => [new("m", shape, StateEncoding.BFloat16)];

        public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
        {
            LotSizes.Add(members.Count);
            foreach (var member in members)
            {
                member.Weight.add_(member.Gradient.sign(), alpha: -3 * scalars.LearningRate);
            }
        }
    }
}
