using AdaRank.Checkpoints;
using AdaRank.Composition;
using Pretrain.Commands;
using Pretrain.Training;
using static TorchSharp.torch;

namespace Pretrain.Tests.Training;

public sealed class StartingWeightsTests : IDisposable
{
    private static readonly OptimizerPlan Plan =
        OptimizerPlan.For(Profiles.AdamW, new PretrainSettings { Optimizers = [], OutputFolder = "unused", Context = 16 });

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void CopyTo_WeightsOfAnotherSeed_ReplaceThoseOfTheModel()
    {
        using var source = Trainee.Build(Plan with { Settings = Plan.Settings with { Seed = 9 } }, start: null);
        using var start = StartingWeights.Load(Save(Weights(source)));

        using var trainee = Trainee.Build(Plan, start);

        Assert.All(
            trainee.Model.ListParameters().Zip(source.Model.ListParameters()),
            pair => Assert.True(pair.First.Value.eq(pair.Second.Value).all().item<bool>()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Load_NoNumbers_Refuses(double value)
    {
        var weights = OfPlan();
        weights["model.norm.weight"][3] = value;

        var problem = Assert.Throws<InputException>(() => StartingWeights.Load(Save(weights)));

        Assert.Contains("'model.norm.weight' holds NaN or Inf", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_OtherShape_Refuses()
    {
        var weights = OfPlan();
        weights["model.norm.weight"] = ones(3);

        Assert.Contains("[3] where the model has", Refusal(weights), StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_OtherDtype_Refuses()
    {
        var weights = OfPlan();
        weights["model.norm.weight"] = weights["model.norm.weight"].to(ScalarType.Float64);

        Assert.Contains("Float64", Refusal(weights), StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_MissingTensor_Refuses()
    {
        var weights = OfPlan();
        weights.Remove("model.norm.weight");

        Assert.Contains("'model.norm.weight' is missing", Refusal(weights), StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_SurplusTensor_Refuses()
    {
        var weights = OfPlan();
        weights["more"] = ones(3);

        Assert.Contains("'more', which the model does not have", Refusal(weights), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_RefusesInOneLine()
    {
        var whole = File.ReadAllBytes(Save(OfPlan()));

        var problem = Assert.Throws<InputException>(() => StartingWeights.Load(_folder.With("cut", whole[..^100])));

        Assert.DoesNotContain('\n', problem.Message);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static Dictionary<string, Tensor> OfPlan()
    {
        using var trainee = Trainee.Build(Plan, start: null);
        return Weights(trainee);
    }

    private static Dictionary<string, Tensor> Weights(Trainee trainee) =>
        trainee.Model.ListParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.detach().clone());

    private static string Refusal(Dictionary<string, Tensor> weights, string path)
    {
        SafetensorsFile.Write(path, weights);
        using var start = StartingWeights.Load(path);
        return Assert.Throws<InputException>(() => Trainee.Build(Plan, start)).Message;
    }

    private string Refusal(Dictionary<string, Tensor> weights) => Refusal(weights, _folder["weights.safetensors"]);

    private string Save(Dictionary<string, Tensor> weights)
    {
        SafetensorsFile.Write(_folder["weights.safetensors"], weights);
        return _folder["weights.safetensors"];
    }
}
