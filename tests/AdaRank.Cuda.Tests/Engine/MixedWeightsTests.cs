using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Optimization;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>Weights in bf16 on CUDA, and models on two devices.</summary>
public sealed class MixedWeightsTests
{
    /// <remarks>
    /// Both devices draw the same bits, so that roundings differ where numbers do, by a few parts in 10⁷ of which a bf16 number has 2⁸: about one in
    /// 10⁴, each by 2⁻⁸ of a weight. Over 200 steps that is a few thousandths of the way; other bits would be a tenth of it.
    /// </remarks>
    [Theory]
    [InlineData(Profiles.GaLore, WeightPrecision.StochasticRounding)]
    [InlineData(Profiles.GaLore, WeightPrecision.MasterWeights)]
    [InlineData(Profiles.GaLore8Bit, WeightPrecision.StochasticRounding)]
    [InlineData(Profiles.Fira, WeightPrecision.StochasticRounding)]
    [InlineData(Profiles.Flora, WeightPrecision.StochasticRounding)]
    [InlineData(Profiles.AdamW, WeightPrecision.StochasticRounding)]
    [InlineData(Profiles.AdamW, WeightPrecision.MasterWeights)]
    public void Step_OfWeightsInBFloat16OnCuda_GivesWhatTheCpuGives(string profile, WeightPrecision precision)
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        var expected = EngineRun.Of(profile, CPU, ScalarType.BFloat16, steps: 200, configure: builder => builder.Weights(precision));
        var actual = EngineRun.Of(profile, CUDA, ScalarType.BFloat16, steps: 200, configure: builder => builder.Weights(precision));

        var distance = expected.DistanceTo(actual);
        TestContext.Current.TestOutputHelper?.WriteLine($"{profile}, {precision}: {distance:e2}");
        Assert.Equal(expected.Refreshes, actual.Refreshes);
        Assert.True(distance <= 2e-2, $"{profile}, {precision}: {distance:e2} of the way");
    }

    [Fact]
    public void Step_OfAModelOnTwoDevices_TrainsEachParameterWhereItIs()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(CPU, ScalarType.Float32).LowRank("a", 24, 16).FullRank("b", 24);
        using var onDevice = new TrainedModel(CUDA, ScalarType.BFloat16).LowRank("c", 24, 16).FullRank("d", 24);
        using var both = new Both(model, onDevice);
        using var optimizer = EngineRun.Create(both, builder => builder.LearningRate(0.1));
        foreach (var parameter in both.ListParameters())
        {
            parameter.Value.grad = randn_like(parameter.Value);
        }

        var before = (model.Read(), onDevice.Read());
        optimizer.Step();

        Assert.True((model.Read() - before.Item1).abs().max().item<double>() > 0.01);
        Assert.True((onDevice.Read() - before.Item2).abs().max().item<double>() > 0.01);
        var bytes = optimizer.MeasureState();
        Assert.Equal(bytes.Total, bytes.TotalAllocated);
        Assert.Equal(["cpu", "cuda:0"], optimizer.Banks.Select(static bank => bank.Matrices[0].Basis!.device.ToString()));
    }

    [Fact]
    public void Step_AfterTheModelWasMoved_IsRefused()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(CPU, ScalarType.Float32).LowRank("a", 24, 16);
        using var optimizer = EngineRun.Create(model, static _ => { });
        model.MoveTo(CUDA);
        model["a"].grad = randn_like(model["a"]);

        var refusal = Assert.Throws<InvalidOperationException>(() => optimizer.Step());

        Assert.StartsWith("'a' was moved from cpu to cuda:0 during training", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Two models as one.</summary>
    private sealed class Both(TrainedModel one, TrainedModel other) : IModel, IDisposable
    {
        public IReadOnlyList<ModelParameter> ListParameters() => [.. one.ListParameters(), .. other.ListParameters()];

        public void Dispose()
        {
        }
    }
}
