using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Dense;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Dense;

/// <summary>Parameters with weights and gradients that repeat, and the same steps by tensor expressions in fp64.</summary>
internal sealed class GpuDense : IDisposable
{
    private readonly DenseParameter[] _parameters;

    public GpuDense(DenseParameter[] parameters, MomentEncoding encoding = MomentEncoding.Float32, ulong seed = 17, int offset = 0)
    {
        _parameters = parameters;
        Adam = new DenseAdam(SharedKernels.Dense, "test", parameters, encoding, Settings, seed);
        cuda.manual_seed(3);
        Weights = [.. parameters.Select(parameter => Tensor(parameter, offset, 0.02))];
        Gradients = [.. parameters.Select(parameter => Tensor(parameter, offset, 1e-2))];
        Expected = [.. Weights.Select(static weight => weight.to(ScalarType.Float64))];
        First = [.. Expected.Select(static weight => zeros_like(weight))];
        Second = [.. Expected.Select(static weight => zeros_like(weight))];
        Executed = new int[parameters.Length];
    }

    public static AdamSettings Settings { get; } = new(0.9, 0.999, 1e-8, 1);

    public DenseAdam Adam { get; }

    public Tensor[] Weights { get; }

    public Tensor[] Gradients { get; }

    public Tensor[] Expected { get; }

    public Tensor[] First { get; }

    public Tensor[] Second { get; }

    public int[] Executed { get; }

    /// <summary>Draws all gradients anew, some larger than others.</summary>
    public void DrawGradients()
    {
        for (var index = 0; index < Gradients.Length; index++)
        {
            using var scope = NewDisposeScope();
            Gradients[index].copy_(randn(Gradients[index].shape, device: CUDA) * Math.Pow(10, -1 - (index % 4)));
        }
    }

    /// <summary>A step of all by the formulas (method.md eq. 4.1 to 4.5), the weight in fp64.</summary>
    public void StepByFormulas(double rate, double decay, double scale = 1)
    {
        for (var index = 0; index < Expected.Length; index++)
        {
            using var scope = NewDisposeScope();
            var step = ++Executed[index];
            var gradient = Gradients[index].to(ScalarType.Float64) * scale;
            First[index].mul_(Settings.Beta1).add_(gradient, alpha: 1 - Settings.Beta1);
            Second[index].mul_(Settings.Beta2).addcmul_(gradient, gradient, value: 1 - Settings.Beta2);
            var root = (Second[index] / (1 - Math.Pow(Settings.Beta2, step))).sqrt() + Settings.Epsilon;
            var direction = First[index] / (1 - Math.Pow(Settings.Beta1, step)) / root;
            var mine = rate * _parameters[index].RateFactor;
            Expected[index].mul_(1 - (mine * decay * _parameters[index].DecayFactor)).add_(direction, alpha: -mine);
        }
    }

    /// <summary>A flat tensor of the state, one parameter's part without padding.</summary>
    public Tensor State(Tensor ofAll, int index) => ofAll.slice(0, Adam.Layout.Offset(index), Adam.Layout.Offset(index) + _parameters[index].Count, 1).to(ScalarType.Float64);

    public Tensor Master(int index) => Adam.Masters.slice(0, Adam.Layout.MasterOffset(index), Adam.Layout.MasterOffset(index) + _parameters[index].Count, 1).to(ScalarType.Float64);

    public void Dispose() => Adam.Dispose();

    /// <summary>A tensor that begins in the middle of 16 bytes if there is an offset.</summary>
    private static Tensor Tensor(DenseParameter parameter, int offset, double size) =>
        (randn(parameter.Count + offset, device: CUDA) * size).to(parameter.Weight is DenseWeight.Float32 ? ScalarType.Float32 : ScalarType.BFloat16)
        .slice(0, offset, parameter.Count + offset, 1);
}
