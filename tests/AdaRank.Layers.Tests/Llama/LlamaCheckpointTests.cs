using TorchSharp;

namespace AdaRank.Layers.Tests.Llama;

/// <summary>Against a real checkpoint, whose reference values were computed in fp64 and stored as fp32.</summary>
public sealed class LlamaCheckpointTests
{
    [Fact]
    public void Logits_TrainedCheckpoint_MatchReference()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Stories260k.Load();
        var reference = Stories260k.ReadReference();

        using var noGradient = torch.no_grad();
        var logits = model.call(reference["input_ids"]);

        Assert.Equal(reference["logits"].shape, logits.shape);
        Assert.InRange(Distance(logits, reference["logits"]), 0, 1e-4);
    }

    [Fact]
    public void HiddenStates_TrainedCheckpoint_MatchReferenceAfterEveryBlock()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Stories260k.Load();
        var reference = Stories260k.ReadReference();

        using var noGradient = torch.no_grad();
        var x = model.TokenEmbedding.Forward(reference["input_ids"]);

        for (var layer = 0; layer < model.Blocks.Count; layer++)
        {
            Assert.InRange(Distance(x, reference["hidden_states"][layer]), 0, 1e-4);
            x = model.Blocks[layer].call(x, model.Rotary);
        }
    }

    [Fact]
    public void Logits_ConvertedToDouble_MatchReferenceToItsRounding()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Stories260k.Load();
        var reference = Stories260k.ReadReference();
        model.to(torch.float64);

        using var noGradient = torch.no_grad();
        var logits = model.call(reference["input_ids"]);

        Assert.InRange(Distance(logits, reference["logits"].to(torch.float64)), 0, 2e-5);
    }

    [Fact]
    public void StateDict_Model_HasTheCheckpointsNamesAndShapes()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Pretrain.Model.Llama(Stories260k.Options);

        var names = model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");

        var expected = Stories260k.ReadWeights().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
        Assert.Equal(expected.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private static double Distance(torch.Tensor left, torch.Tensor right) =>
        (left - right).abs().max().to(torch.float64).item<double>();
}
