using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>The gradients of some matrices of a bank: either whole or projected, nothing else.</summary>
/// <remarks>Read only: no plugin may write to a gradient.</remarks>
public abstract class GradientView
{
    private GradientView(BankShape shape, IReadOnlyList<Tensor> tensors)
    {
        Shape = shape;
        Tensors = tensors;
    }

    /// <summary>What the matrices have in common.</summary>
    public BankShape Shape { get; }

    /// <summary>How many matrices.</summary>
    public int Count => Tensors.Count;

    /// <summary>Which form this is.</summary>
    public abstract GradientForms Form { get; }

    private protected IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>Whole gradients.</summary>
    public sealed class Full : GradientView
    {
        /// <summary>Makes a view of whole gradients.</summary>
        /// <param name="shape">What the matrices have in common.</param>
        /// <param name="gradients">One gradient [m, n] each, of the weights' dtype. Owned by the caller.</param>
        public Full(BankShape shape, IReadOnlyList<Tensor> gradients)
            : base(shape, gradients)
        {
        }

        /// <inheritdoc/>
        public override GradientForms Form => GradientForms.Full;

        /// <summary>G itself, in the weight's orientation and dtype.</summary>
        /// <param name="index">Which matrix.</param>
        /// <returns>[m, n], owned by the caller of the step: not to be disposed.</returns>
        public Tensor Native(int index) => Tensors[index];

        /// <summary>A = G or Gᵀ (eq. 2.1), in the state's dtype.</summary>
        /// <param name="index">Which matrix.</param>
        /// <returns>[d, L], a view where the dtype allows it; the caller disposes it.</returns>
        public Tensor Canonical(int index)
        {
            var canonical = Shape.Transposed(Tensors[index]);
            if (Shape.Dtype == Shape.StateDtype)
            {
                return canonical;
            }

            using (canonical)
            {
                return canonical.to(Shape.StateDtype);
            }
        }
    }

    /// <summary>Gradients projected on the current bases.</summary>
    public sealed class Projected : GradientView
    {
        /// <summary>Makes a view of projected gradients.</summary>
        /// <param name="shape">What the matrices have in common.</param>
        /// <param name="gradients">One projected gradient [r, L] each, of the state's dtype. Owned by the caller.</param>
        public Projected(BankShape shape, IReadOnlyList<Tensor> gradients)
            : base(shape, gradients)
        {
        }

        /// <inheritdoc/>
        public override GradientForms Form => GradientForms.Projected;

        /// <summary>Â = Qᵀ A (eq. 2.3).</summary>
        /// <param name="index">Which matrix.</param>
        /// <returns>[r, L]; owned by the view.</returns>
        public Tensor this[int index] => Tensors[index];
    }
}
