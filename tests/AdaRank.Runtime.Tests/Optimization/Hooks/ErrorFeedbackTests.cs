using AdaRank.Banks;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.State;
using AdaRank.Steps;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class ErrorFeedbackTests
{
    [Fact]
    public void Step_WithErrorFeedback_CompensatesBeforeTheRefreshAndCarriesTheBuffer()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8])).LowRank("b", zeros([6, 8]));
        var step = new FeedbackStep();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group
                .Ranks(1, 2)
                .Refresh<IntervalOptions>("interval", options => options.Interval = 2)
                .Step("probe")),
            services => services.AddKeyedSingleton<ILowRankStep>("probe", step));

        for (var number = 0; number < 3; number++)
        {
            model["a"].grad = ones([6, 8]);
            model["b"].grad = ones([6, 8]);
            optimizer.Step();
        }

        // Steps 1 and 3 refresh; the first has no state to compensate with, nor anything to transport.
        string[] first = ["step", "step"], second = ["compensate", "step", "compensate", "step"];
        string[] third = ["compensate", "transported", "step", "compensate", "transported", "step"];
        Assert.Equal([.. first, .. second, .. third], step.Calls);
        Assert.All(step.BucketSizes, size => Assert.Equal(1, size));

        // Two steps of the buffer, each one larger, and what was compensated reached the norms.
        Assert.Equal(3 * 48, optimizer.Banks[0].Matrices[0].State[0].Open().sum().item<float>());
        Assert.Equal(48 * 9, optimizer.Banks[0].Matrices[0].Energies.Gradient, 1e-3);
    }

    [Fact]
    public void Step_CarriedBuffer_IsTheSameTensorAfterARefresh()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        var step = new FeedbackStep();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 2).Refresh<IntervalOptions>("interval", options => options.Interval = 1).Step("probe")),
            services => services.AddKeyedSingleton<ILowRankStep>("probe", step));
        model["a"].grad = randn([6, 8]);
        optimizer.Step();
        var buffer = optimizer.Banks[0].Matrices[0].State[0];

        optimizer.Step();

        Assert.Same(buffer, optimizer.Banks[0].Matrices[0].State[0]);
        Assert.False(buffer.Open().IsInvalid);
    }

    private sealed class FeedbackStep() : ProbeStep(
        new StateSlot("e", StateRole.Carried, StateDimension.ShortSide, StateDimension.LongSide, 0),
        new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9)), IErrorFeedbackStep
    {
        public Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state)
        {
            Calls.Add("compensate");
            state[0].add_(1);
            return gradient + state[0];
        }

        public void AfterTransport(in BasisChange change)
        {
            Calls.Add("transported");
            Assert.True(ReferenceEquals(change.OldState[0], change.NewState[0]));
            change.NewState[0].add_(1);
        }
    }
}
