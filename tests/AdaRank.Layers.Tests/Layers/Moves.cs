using TorchSharp;
using TorchSharp.Modules;

namespace AdaRank.Layers.Tests.Layers;

/// <summary>What every layer owes whoever moves it, and whoever counts tensors.</summary>
internal static class Moves
{
    /// <summary>Converts a module to fp64 and on to bf16: what it hands out must be what is registered, alive, and still trained.</summary>
    public static void AssertFollows(torch.nn.Module module, Func<IReadOnlyList<(string Name, Parameter Value)>> list)
    {
        var (names, before) = (module.state_dict().Keys.ToList(), LiveTensors.Count);
        foreach (var dtype in new[] { torch.float32, torch.float64, torch.bfloat16 })
        {
            module.to(dtype);

            Assert.Equal(names, module.state_dict().Keys);
            Assert.NotEmpty(list());
            Assert.All(list(), parameter =>
            {
                Assert.Same(module.get_parameter(parameter.Name), parameter.Value);
                Assert.False(parameter.Value.IsInvalid);
                Assert.True(parameter.Value.requires_grad);
                Assert.True(parameter.Value.is_leaf);
                Assert.Equal(dtype, parameter.Value.dtype);
            });
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    /// <summary>Runs something twenty times; each result, and nothing else, may stay alive.</summary>
    public static void AssertLeaves(int count, Func<torch.Tensor> run)
    {
        var before = LiveTensors.Count;
        for (var round = 0; round < 20; round++)
        {
            using var result = run();
            Assert.Equal(before + count, LiveTensors.Count);
        }

        Assert.Equal(before, LiveTensors.Count);
    }
}
