using AdaRank.Banks;
using AdaRank.Cuda.Banks;
using AdaRank.Optimization.State;
using AdaRank.Sampling;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Acceleration;

/// <summary>Matrices of one rank in an <see cref="AdamBank"/>, whose moments are [L, r] with padded lines, as the engine knows them: [r, L] without.</summary>
internal sealed class AdamDeviceBank : IDeviceBank
{
    private readonly AdamBank _bank;
    private readonly IReadOnlyList<string> _names;
    private readonly ulong _seed;
    private readonly int _rank;

    public AdamDeviceBank(
        BankKernels kernels,
        string name,
        BankGeometry geometry,
        IReadOnlyList<string> names,
        MomentEncoding encoding,
        AdamSettings settings,
        ulong seed,
        WeightType weights)
    {
        (_names, _seed, _rank) = (names, seed, geometry.Rank);
        _bank = new AdamBank(kernels, name, geometry, [.. names.Select(StreamKey.Of)], encoding, settings, seed, weights);
    }

    /// <inheritdoc/>
    public long AllocatedBytes => _bank.StateBytes;

    /// <inheritdoc/>
    public void Write(int index, Tensor basis, IReadOnlyList<Tensor> state, long executedSteps)
    {
        using var scope = NewDisposeScope();
        Columns(_bank.Bases[index]).copy_(basis);
        Store(index, state[0].t(), executedSteps, isFirst: true);
        Store(index, state[1].t(), executedSteps, isFirst: false);
        _bank.Steps[index].fill_(executedSteps);
    }

    /// <inheritdoc/>
    public (Tensor Basis, IReadOnlyList<Tensor> State) Read(int index)
    {
        using var scope = NewDisposeScope();
        var basis = Columns(_bank.Bases[index]).to(ScalarType.Float32, copy: true).contiguous();
        var (first, second) = (Load(index, isFirst: true), Load(index, isFirst: false));
        return (scope.MoveToOuter(basis), [scope.MoveToOuter(first), scope.MoveToOuter(second)]);
    }

    /// <inheritdoc/>
    public void Take(int index, IDeviceBank source, int sourceIndex)
    {
        using var scope = NewDisposeScope();
        var other = ((AdamDeviceBank)source)._bank;
        foreach (var (to, from) in Tensors(_bank).Zip(Tensors(other)))
        {
            to[index].copy_(from[sourceIndex]);
        }
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, in StepScalars scalars) =>
        _bank.Step(weights, gradients, scalars.LearningRate, scalars.WeightDecay);

    /// <inheritdoc/>
    public Tensor Measures()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack([_bank.Steps.to(ScalarType.Float64), _bank.Energies]));
    }

    /// <inheritdoc/>
    public void Dispose() => _bank.Dispose();

    private static Tensor[] Tensors(AdamBank bank) =>
        [bank.Bases, bank.First, bank.Second, bank.FirstScales, bank.SecondScales, bank.Steps, bank.Energies];

    /// <summary>The lines without what pads them.</summary>
    private Tensor Columns(Tensor lines) => lines.narrow(1, 0, _rank);

    private (Tensor Numbers, Tensor Scales) Of(bool isFirst) => isFirst ? (_bank.First, _bank.FirstScales) : (_bank.Second, _bank.SecondScales);

    private void Store(int index, Tensor moment, long step, bool isFirst)
    {
        var (numbers, scales) = Of(isFirst);
        if (_bank.Encoding is not MomentEncoding.Blockwise8Bit)
        {
            Columns(numbers[index]).copy_(moment);
            return;
        }

        var padded = zeros(numbers[index].shape, ScalarType.Float32, numbers.device);
        Columns(padded).copy_(moment);
        using var encoded = Encoded(numbers, isFirst);
        encoded.Close(padded, RoundingBits.For(_seed, _names[index], step, isFirst ? 0 : 4));
        numbers[index].copy_(encoded.Codes.view(numbers[index].shape));
        scales[index].copy_(encoded.Scales);
    }

    private Tensor Load(int index, bool isFirst)
    {
        var (numbers, scales) = Of(isFirst);
        if (_bank.Encoding is not MomentEncoding.Blockwise8Bit)
        {
            return Columns(numbers[index]).t().to(ScalarType.Float32, copy: true).contiguous();
        }

        using var encoded = Encoded(numbers, isFirst);
        encoded.Codes.copy_(numbers[index].reshape(-1));
        encoded.Scales.copy_(scales[index]);
        return Columns(encoded.Open()).t().contiguous();
    }

    private static DeviceBlockwiseStateTensor Encoded(Tensor numbers, bool isFirst) =>
        new(numbers.shape.AsSpan(1), isSigned: isFirst, ScalarType.Float32, numbers.device);
}
