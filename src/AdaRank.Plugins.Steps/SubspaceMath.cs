using AdaRank.Banks;
using AdaRank.Plugins.Steps.Kernels;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps;

/// <summary>What every step in a subspace does with basis and weight.</summary>
internal static class SubspaceMath
{
    /// <summary>Â = Qᵀ A (eq. 2.3).</summary>
    /// <param name="gradients">In either form.</param>
    /// <param name="index">Which matrix.</param>
    /// <param name="basis">Q, [d, r].</param>
    /// <returns>[r, L], read only; owned by the view or by the caller's scope.</returns>
    public static Tensor Project(GradientView gradients, int index, Tensor basis) => gradients switch
    {
        GradientView.Projected projected => projected[index],
        _ => ProjectWhole(gradients, index, basis),
    };

    /// <summary>A, in canonical orientation (eq. 2.1), of a step that accepts whole gradients only.</summary>
    /// <returns>[d, L]; the caller's scope owns it.</returns>
    public static Tensor Whole(GradientView gradients, int index) => ((GradientView.Full)gradients).Canonical(index);

    /// <summary>Reports ‖Â‖² of one matrix.</summary>
    public static void Report(Tensor projectedEnergies, int index, Tensor projected)
    {
        if (Energies.IsReachable(projected) && HostTensor.IsReachable(projectedEnergies, ScalarType.Float64))
        {
            HostTensor.Numbers<double>(projectedEnergies)[index] = Energies.Of(projected);
        }
        else
        {
            projectedEnergies[index] = projected.to(ScalarType.Float64).square().sum();
        }
    }

    /// <summary>W ← (1 - lr wd) W, the first half of eq. 4.5.</summary>
    public static void Decay(Tensor weight, in StepScalars scalars)
    {
        if (scalars.WeightDecay != 0)
        {
            weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
        }
    }

    /// <summary>W ← W + Q X in the weight's own orientation (eq. 2.3), by one product in place.</summary>
    /// <param name="shape">Of the weight.</param>
    /// <param name="weight">W, [m, n].</param>
    /// <param name="basis">Q, [d, r].</param>
    /// <param name="direction">X, [r, L]. All factors are in it: those of the product itself are rounded to fp32.</param>
    public static void AddInside(BankShape shape, Tensor weight, Tensor basis, Tensor direction)
    {
        if (shape.Side is ProjectionSide.Left)
        {
            weight.addmm_(basis, direction, beta: 1, alpha: 1);
        }
        else
        {
            weight.addmm_(direction.t(), basis.t(), beta: 1, alpha: 1);
        }
    }

    /// <summary>W ← (1 - lr wd) W + Q X, in one pass over W where that rounds no factor more than two passes do.</summary>
    /// <param name="shape">Of the weight.</param>
    /// <param name="weight">W, [m, n].</param>
    /// <param name="basis">Q, [d, r].</param>
    /// <param name="direction">X, [r, L], all factors in it.</param>
    /// <param name="scalars">Learning rate and weight decay.</param>
    public static void DecayAndAddInside(BankShape shape, Tensor weight, Tensor basis, Tensor direction, in StepScalars scalars)
    {
        // A product rounds its factors to fp32, which is what becomes of them in a weight of fp32 anyway.
        var isOnePass = weight.dtype is ScalarType.Float32;
        if (!isOnePass)
        {
            Decay(weight, scalars);
        }

        var keep = isOnePass ? (float)(1 - (scalars.LearningRate * scalars.WeightDecay)) : 1;
        if (shape.Side is ProjectionSide.Left)
        {
            weight.addmm_(basis, direction, beta: keep, alpha: 1);
        }
        else
        {
            using var turned = direction.t();
            using var turnedBasis = basis.t();
            weight.addmm_(turned, turnedBasis, beta: keep, alpha: 1);
        }
    }

    /// <summary>Norms of the columns, ‖X_j‖. In fp64, because differences and products of them follow, and they are few.</summary>
    /// <param name="matrix">[k, L], in canonical orientation.</param>
    /// <returns>[L], fp64; the caller's scope owns it.</returns>
    public static Tensor ColumnNorms(Tensor matrix) => matrix.norm(0).to(ScalarType.Float64);

    /// <summary>Without a scope of its own: the two views are gone before the product is used.</summary>
    private static Tensor ProjectWhole(GradientView gradients, int index, Tensor basis)
    {
        using var turned = basis.t();
        using var whole = Whole(gradients, index);
        return turned.mm(whole);
    }

    /// <summary>ε of a state's type: the distance from 1 to the next number.</summary>
    public static double MachineEpsilon(ScalarType dtype) => dtype is ScalarType.Float64 ? Math.Pow(2, -52) : Math.Pow(2, -23);
}
