using static TorchSharp.torch;

namespace Company.Trainer;

/// <summary>Something to learn: tanh(x · teacher), of inputs that matter less and less. Replace it by your own data.</summary>
public sealed class TeacherData : IDisposable
{
    private readonly Tensor _teacher;
    private readonly Tensor _scales;

    /// <summary>Draws a teacher.</summary>
    /// <param name="inputs">Numbers in an input.</param>
    /// <param name="outputs">Numbers in an output.</param>
    public TeacherData(int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        _teacher = randn(inputs, outputs).DetachFromDisposeScope();
        _scales = linspace(1, 0, inputs).square().DetachFromDisposeScope();
    }

    /// <summary>Draws a batch.</summary>
    /// <param name="size">Its number of examples.</param>
    /// <returns>Inputs [size, inputs] and targets [size, outputs], fp32; the caller's scope owns them.</returns>
    public (Tensor Inputs, Tensor Targets) NextBatch(int size)
    {
        using var scope = NewDisposeScope();
        var inputs = randn(size, _scales.shape[0]) * _scales;
        return scope.MoveToOuter(inputs, inputs.mm(_teacher).tanh());
    }

    /// <summary>Frees the teacher.</summary>
    public void Dispose()
    {
        _teacher.Dispose();
        _scales.Dispose();
    }
}
