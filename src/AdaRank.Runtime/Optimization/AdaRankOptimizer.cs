using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Trains a model: low-rank matrices in adaptive subspaces of their gradients, everything else at full rank.</summary>
/// <remarks>
/// AdaRankGrad (arXiv 2410.17881); method.md, sections 2 to 6, and any other combination of the five slots. Not
/// thread-safe. It never writes to a gradient; <see cref="ZeroGradients"/> drops them.
/// </remarks>
public sealed class AdaRankOptimizer : IDisposable
{
    private readonly IModel _model;
    private readonly IReadOnlyList<Bank> _banks;
    private readonly DenseSet _dense;
    private readonly double _weightDecay;
    private double _learningRate;
    private bool _isDisposed;

    internal AdaRankOptimizer(
        string profile, IModel model, IReadOnlyList<Bank> banks, DenseSet dense, double learningRate, double weightDecay)
    {
        (_model, _banks, _dense) = (model, banks, dense);
        (_learningRate, _weightDecay) = (learningRate, weightDecay);
        Profile = profile;
    }

    /// <summary>The name of the profile that this optimizer was built from.</summary>
    public string Profile { get; }

    /// <summary>lr, a step per unit of the normalised direction. May change between steps.</summary>
    /// <exception cref="InvalidSettingException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = AdaRankBuilder.CheckRate("learning rate", value);
    }

    /// <summary>How each low-rank matrix stands, in the order of the banks.</summary>
    public IReadOnlyList<MatrixReport> Matrices =>
        [.. _banks.SelectMany(bank => bank.Matrices.Select(matrix => matrix.Report(bank.Group.Name, bank.Shape, bank.Group.Step.State)))];

    /// <summary>Names of the parameters that are trained at full rank.</summary>
    public IReadOnlyList<string> FullRankParameters => [.. _dense.Parameters.Select(parameter => parameter.Name)];

    internal IReadOnlyList<Bank> Banks => _banks;

    /// <summary>Bytes of state now, by formula and as allocated. Nothing is allocated before the first step.</summary>
    public StateBytes MeasureState() => MeasureState(static _ => true);

    /// <summary>Bytes of the state of some parameters: the same ones compare between optimizers that treat them differently.</summary>
    /// <param name="isCounted">Tells from a parameter's checkpoint name whether its state counts.</param>
    public StateBytes MeasureState(Func<string, bool> isCounted)
    {
        var (lowRank, lowRankAllocated) = (0L, 0L);
        foreach (var bank in _banks)
        {
            foreach (var matrix in bank.Matrices.Where(matrix => isCounted(matrix.Name)))
            {
                lowRank += matrix.AnalyticBytes(bank.Shape, bank.Group.Step.State);
                lowRankAllocated += matrix.AllocatedBytes();
            }
        }

        var (fullRank, fullRankAllocated) = _dense.Measure(isCounted);
        return new StateBytes(lowRank, lowRankAllocated, fullRank, fullRankAllocated);
    }

    /// <summary>Updates all parameters that have a gradient.</summary>
    /// <returns>How many subspaces were renewed and how many parameters were skipped for NaN or Inf.</returns>
    /// <exception cref="InvalidOperationException">The model was converted to another dtype or reshaped after the start.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    public StepSummary Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var _ = no_grad();
        RebindIfMoved();
        var scalars = new StepScalars(_learningRate, _weightDecay);
        var summary = _dense.Step(scalars);
        foreach (var bank in _banks)
        {
            var part = bank.Step(scalars);
            summary = new StepSummary(summary.Refreshed + part.Refreshed, summary.Skipped + part.Skipped);
        }

        return summary;
    }

    /// <summary>Drops all gradients, so that the next backward starts from nothing.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in _model.ListParameters())
        {
            parameter.Value.grad = null;
        }
    }

    /// <summary>Frees all state. The model stays as it is.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _dense.Dispose();
        foreach (var bank in _banks)
        {
            bank.Dispose();
        }
    }

    /// <summary>A module that is moved or converted gets new parameters, and the old ones are disposed.</summary>
    private void RebindIfMoved()
    {
        var matrices = _banks.SelectMany(bank => bank.Matrices).ToList();
        if (!matrices.Exists(matrix => matrix.Weight.IsInvalid) && !_dense.Parameters.Any(parameter => parameter.Weight.IsInvalid))
        {
            return;
        }

        var current = _model.ListParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        foreach (var bank in _banks)
        {
            foreach (var matrix in bank.Matrices)
            {
                CheckUnchanged(matrix.Name, current[matrix.Name], bank.Shape.Dtype, [bank.Shape.Rows, bank.Shape.Columns]);
            }
        }

        foreach (var parameter in _dense.Parameters)
        {
            CheckUnchanged(parameter.Name, current[parameter.Name], parameter.Dtype, parameter.Shape);
        }

        foreach (var matrix in matrices)
        {
            matrix.Weight = current[matrix.Name];
        }

        foreach (var parameter in _dense.Parameters)
        {
            parameter.Weight = current[parameter.Name];
        }
    }

    private static void CheckUnchanged(string name, Tensor weight, ScalarType dtype, IReadOnlyList<long> shape)
    {
        if (weight.dtype != dtype || !weight.shape.SequenceEqual(shape))
        {
            throw new InvalidOperationException(
                $"'{name}' was converted from {dtype} [{string.Join(", ", shape)}] to {weight.dtype} [{string.Join(", ", weight.shape)}] "
                + "during training: convert the model first, then make the optimizer.");
        }
    }
}
