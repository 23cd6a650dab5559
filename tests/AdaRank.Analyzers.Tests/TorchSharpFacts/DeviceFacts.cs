using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AdaRank.Analyzers.Tests.TorchSharpFacts;

/// <summary>What ADR050, ADR051 and ADR053 say of TorchSharp, with a change of dtype for the move.</summary>
public sealed class DeviceFacts
{
    [Fact]
    public void OptimizerBuiltBeforeMove_Step_Throws()
    {
        using var model = Linear(2, 2);
        using var optimizer = optim.Adam(model.parameters());
        model.to(float64);
        using var loss = model.forward(ones(1, 2, float64)).sum();
        loss.backward();

        Assert.Throws<KeyNotFoundException>(() => optimizer.step());
    }

    [Fact]
    public void SameMoveAgain_ReplacesNothing()
    {
        using var model = Linear(2, 2);
        model.to(float64);
        var before = model.weight.Handle;

        model.to(float64);

        Assert.Equal(before, model.weight.Handle);
    }

    [Fact]
    public void ListOfParameters_AfterMove_IsDisposed_ButTheSequenceIsNot()
    {
        using var model = Linear(2, 2);
        var sequence = model.parameters();
        var list = sequence.ToList();
        var state = model.state_dict();

        model.to(float64);

        Assert.All(list, parameter => Assert.True(parameter.IsInvalid));
        Assert.All(state.Values, tensor => Assert.True(tensor.IsInvalid));
        Assert.All(sequence, parameter => Assert.Equal(float64, parameter.dtype));
    }

    [Fact]
    public void LoadOnCpu_CopiesInPlace()
    {
        using var model = Linear(2, 2);
        using var file = new MemoryStream();
        model.save(new BinaryWriter(file));
        file.Position = 0;
        var before = model.weight.Handle;

        model.load(new BinaryReader(file));

        Assert.Equal(before, model.weight.Handle);
    }
}
