using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>State as a step sees it.</summary>
/// <param name="tensor">The numbers, in no dispose scope; owned from here on.</param>
internal sealed class FullStateTensor(Tensor tensor) : StateTensor
{
    public override StateEncoding Encoding => StateEncoding.Full;

    public override long AllocatedBytes => Storage.Bytes(tensor);

    public override Tensor Open() => tensor;

    public override void Close(Tensor numbers, RoundingBits rounding)
    {
        if (!ReferenceEquals(numbers, tensor))
        {
            tensor.copy_(numbers);
        }
    }

    public override void Dispose() => tensor.Dispose();
}
