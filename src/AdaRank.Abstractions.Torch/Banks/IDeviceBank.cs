using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>Basis and state of matrices of one shape and rank, in the layout of a backend.</summary>
/// <remarks>Used by one thread. What is read and written here passes through the device's own stream, without the host.</remarks>
public interface IDeviceBank : IDisposable
{
    /// <summary>Bytes of bases and state, as allocated.</summary>
    long AllocatedBytes { get; }

    /// <summary>Stores basis and state of a matrix.</summary>
    /// <param name="index">Which matrix.</param>
    /// <param name="basis">Q, [d, r], in the state's dtype. Read only; may be stored with fewer bits.</param>
    /// <param name="state">The tensors of the step's schema, in its order. Read only.</param>
    /// <param name="executedSteps">Steps of the matrix so far.</param>
    void Write(int index, Tensor basis, IReadOnlyList<Tensor> state, long executedSteps);

    /// <summary>Basis and state of a matrix as a step by tensor operations would see them.</summary>
    /// <param name="index">Which matrix.</param>
    /// <returns>Copies in the state's dtype; the caller's scope owns them.</returns>
    (Tensor Basis, IReadOnlyList<Tensor> State) Read(int index);

    /// <summary>Copies a matrix from another bank of the same description and rank, to the last bit.</summary>
    /// <param name="index">Which matrix of this bank.</param>
    /// <param name="source">The other bank, of the same backend.</param>
    /// <param name="sourceIndex">Which matrix of that one.</param>
    void Take(int index, IDeviceBank source, int sourceIndex);

    /// <summary>Queues one step of all matrices, and waits for nothing.</summary>
    /// <param name="weights">W of each, [m, n]. Updated in place.</param>
    /// <param name="gradients">G of each, of the same kind, contiguous. Read only.</param>
    /// <param name="scalars">Learning rate and weight decay.</param>
    /// <remarks>A matrix whose gradient holds NaN or infinity is passed over on the device, and its step is not counted.</remarks>
    void Step(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, in StepScalars scalars);

    /// <summary>What is known of each matrix on the device: executed steps, and ‖Â‖_F² of the last one.</summary>
    /// <returns>[2, count], fp64, on the device; the caller's scope owns it.</returns>
    Tensor Measures();
}
