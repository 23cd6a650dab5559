using AdaRank.Plugins.Steps.Kernels;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Collects the gradients of a step and sorts out those that are not finite, before any state changes.</summary>
/// <remarks>Lives as long as its parameters, so that a step allocates no lists.</remarks>
/// <param name="owners">The parameters.</param>
internal sealed class GradientGathering<TOwner>(IReadOnlyList<TOwner> owners)
    where TOwner : class, ITrainedParameter
{
    private readonly List<(TOwner Owner, Tensor Gradient, bool IsReachable)> _present = new(owners.Count);
    private readonly List<ReadyGradient<TOwner>> _ready = new(owners.Count);
    private readonly List<Tensor> _elsewhere = [];
    private readonly Energies _energies = new();

    /// <summary>Gathers gradients and their energies: in this process's memory by one pass, elsewhere by norms in one copy.</summary>
    /// <param name="start">The first parameter to look at.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="gradientOf">Reads a gradient; null where backward left none, such a parameter is passed over.</param>
    /// <param name="countsSkips">Whether parameters are told that their gradient holds NaN or Inf.</param>
    /// <returns>Finite gradients with their energies, valid until the next call, and how many were skipped.</returns>
    public (List<ReadyGradient<TOwner>> Ready, int Skipped) Gather(
        int start, int end, Func<ITrainedParameter, Tensor?> gradientOf, bool countsSkips)
    {
        try
        {
            Read(start, end, gradientOf);
            return (_ready, SortOut(countsSkips));
        }
        finally
        {
            // The tensors belong to the step's scope: nothing of them is kept.
            _present.Clear();
            _elsewhere.Clear();
            _energies.Clear();
        }
    }

    private void Read(int start, int end, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        for (var index = start; index < end; index++)
        {
            if (gradientOf(owners[index]) is not { } gradient)
            {
                continue;
            }

            gradient = owners[index].Read(gradient);
            var isReachable = Energies.IsReachable(gradient);
            _present.Add((owners[index], gradient, isReachable));
            if (isReachable)
            {
                _energies.Add(gradient);
            }
            else
            {
                _elsewhere.Add(NormOf(gradient));
            }
        }
    }

    private int SortOut(bool countsSkips)
    {
        _ready.Clear();
        _energies.Run();
        var norms = _elsewhere.Count == 0 ? [] : NormsOnHost();
        var (reachable, elsewhere) = (0, 0);
        foreach (var (owner, gradient, isReachable) in _present)
        {
            var energy = isReachable
                ? AsInType(_energies[reachable++], gradient.dtype)
                : Square(norms[elsewhere++]);
            if (double.IsFinite(energy))
            {
                _ready.Add(new ReadyGradient<TOwner>(owner, gradient, energy));
            }
            else if (countsSkips)
            {
                owner.Skip();
            }
        }

        return _present.Count - _ready.Count;
    }

    /// <summary>
    /// An energy that overflows in the gradient's type counts as not finite, since the second moment would overflow with it; one
    /// that vanishes counts as zero.
    /// </summary>
    private static double AsInType(double energy, ScalarType dtype) => dtype is ScalarType.Float32 && (float)energy is 0 or float.PositiveInfinity
        ? (float)energy
        : energy;

    private static double Square(double number) => number * number;

    /// <summary>A norm with all bits that the step's type has: of bf16 it would be rounded to eight.</summary>
    private static Tensor NormOf(Tensor gradient)
    {
        if (gradient.dtype is not ScalarType.BFloat16)
        {
            return gradient.norm();
        }

        using var wide = gradient.to(ScalarType.Float32);
        return wide.norm();
    }

    private double[] NormsOnHost()
    {
        using var norms = stack(_elsewhere);
        using var onHost = norms.to(ScalarType.Float64).cpu();
        return onHost.data<double>().ToArray();
    }
}
