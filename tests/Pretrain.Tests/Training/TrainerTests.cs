using AdaRank.Composition;
using Pretrain.Commands;
using Pretrain.Data;
using Pretrain.Training;
using static TorchSharp.torch;

namespace Pretrain.Tests.Training;

public sealed class TrainerTests
{
    private static readonly PretrainSettings Settings = new()
    {
        Optimizers = [Profiles.AdaRankGrad],
        OutputFolder = "unused",
        Steps = 12,
        Batch = 2,
        Context = 16,
    };

    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.AdamW)]
    [InlineData(Profiles.GaLore)]
    public void Train_ManySteps_LeaksNoTensors(string key)
    {
        using var stop = new StopRequest();
        using var trainee = Trainee.Build(OptimizerPlan.For(key, Settings), start: null);
        var counter = new LiveTensors();

        new Trainer(Settings, Corpus.Load(Settings), [counter], stop).Train(trainee);

        Assert.Equal(Settings.Steps, counter.AfterSteps.Count);
        Assert.Single(counter.AfterSteps.Skip(2).Distinct());
    }

    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.AdamW)]
    [InlineData(Profiles.GaLore)]
    public void Train_InBFloat16_LearnsAndKeepsTheType(string key)
    {
        using var stop = new StopRequest();
        var settings = Settings with { Steps = 30, Dtype = WhereItTrains.BFloat16 };
        using var trainee = Trainee.Build(OptimizerPlan.For(key, settings), start: null);

        var run = new Trainer(settings, Corpus.Load(settings), [], stop).Train(trainee);

        Assert.All(trainee.Model.ListParameters(), static parameter => Assert.Equal(ScalarType.BFloat16, parameter.Value.dtype));
        Assert.True(run.Steps[^1].Loss < run.Steps[0].Loss - 0.2, $"loss {run.Steps[0].Loss} to {run.Steps[^1].Loss}");
    }

    [Fact]
    public void Build_SameSeed_StartsEveryOptimizerFromTheSameWeights()
    {
        using var first = Trainee.Build(OptimizerPlan.For(Profiles.AdaRankGrad, Settings), start: null);
        using var second = Trainee.Build(OptimizerPlan.For(Profiles.AdamW, Settings), start: null);

        Assert.Equal(Bytes(first), Bytes(second));
    }

    [Fact]
    public void Build_OtherSeed_StartsFromOtherWeights()
    {
        using var first = Trainee.Build(OptimizerPlan.For(Profiles.AdamW, Settings), start: null);
        using var second = Trainee.Build(OptimizerPlan.For(Profiles.AdamW, Settings with { Seed = 2 }), start: null);

        Assert.NotEqual(Bytes(first), Bytes(second));
    }

    [Fact]
    public void MeasureProjectable_AdamW_CountsTwoMomentsOfTheSameMatrices()
    {
        using var stop = new StopRequest();
        using var trainee = Trainee.Build(OptimizerPlan.For(Profiles.AdamW, Settings), start: null);

        var run = new Trainer(Settings with { Steps = 1 }, Corpus.Load(Settings), [], stop).Train(trainee);

        const long Elements = PretrainDefaults.Layers
            * ((4L * PretrainDefaults.Width * PretrainDefaults.Width) + (3L * PretrainDefaults.Width * PretrainDefaults.Hidden));
        Assert.Equal(new StateUse(2 * Elements * sizeof(float), 2 * Elements * sizeof(float)), run.Steps[0].Projectable);
    }

    private static byte[] Bytes(Trainee trainee) =>
        [.. trainee.Model.ListParameters().SelectMany(parameter => parameter.Value.detach().bytes.ToArray())];

    private sealed class LiveTensors : IRunObserver
    {
        public List<long> AfterSteps { get; } = [];

        public void OnStarted(OptimizerPlan plan)
        {
        }

        public void OnStep(StepRecord step) => AfterSteps.Add(Tensor.TotalCount);

        public void OnValidation(ValidationRecord validation)
        {
        }

        public void OnEnded(RunHistory run)
        {
        }
    }
}
