using AdaRank.Banks;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Steps;

/// <summary>A step that puts back into the gradient what earlier steps have left out of the subspace.</summary>
/// <remarks>
/// What is put back counts: refresh, energies and step see the compensated gradient. The buffer is state of
/// <see cref="StateRole.Carried"/>. One matrix is worked on at a time, since a compensated gradient is a full-size tensor.
/// </remarks>
public interface IErrorFeedbackStep : ILowRankStep
{
    /// <summary>The gradient with what was left out before. State is read only; called only once there is state.</summary>
    /// <param name="shape">What the matrices have in common.</param>
    /// <param name="gradient">The gradient, [m, n], in its native orientation. Read only.</param>
    /// <param name="state">The tensors of <see cref="ILowRankStep.State"/>.</param>
    /// <returns>A tensor of its own, [m, n]; the caller disposes it.</returns>
    Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state);

    /// <summary>Notes what a refresh has left out of the moments. Called after a transport, before <see cref="ILowRankStep.Step"/>.</summary>
    /// <param name="change">Bases and state before and after. Carried state of the new side may be written to.</param>
    void AfterTransport(in BasisChange change);
}
