using AdaRank.Composition;
using AdaRank.Gradients;
using AdaRank.Models;
using AdaRank.Optimization.Takeover;
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
    private readonly IReadOnlyList<DenseSet> _dense;
    private readonly StepChains _chains;
    private readonly LiveScalars _configured;
    private readonly IDisposable _started;
    private readonly ITrainedParameter[] _trained;

    /// <summary>Banks that a backend steps, and those of them whose triggers look at energies.</summary>
    private readonly TakenBank[] _taken;
    private readonly TakenBank[] _watched;
    private StepScalars _lastConfigured;
    private double _learningRate;
    private double _weightDecay;
    private long _steps;
    private int _skippedUnnoticed;
    private bool _isDisposed;

    internal AdaRankOptimizer(IModel model, OptimizerParts parts, LiveScalars configured, IDisposable started)
    {
        (_model, _banks, _dense, _chains) = (model, parts.Banks, parts.Dense, parts.Chains);
        (_configured, _started) = (configured, started);
        (Profile, FrozenParameters) = (parts.Profile, parts.Frozen);
        _trained = InOrderOf(parts.Order, [.. DenseParameters, .. _banks.SelectMany(bank => bank.Matrices)]);
        _taken = [.. _banks.Select(static bank => bank.Taken).OfType<TakenBank>()];
        _watched = [.. _taken.Where(static taken => taken.IsWatched)];
        _lastConfigured = configured.Current;
        (_learningRate, _weightDecay) = (_lastConfigured.LearningRate, _lastConfigured.WeightDecay);
    }

    /// <summary>The name of the profile that this optimizer was built from.</summary>
    public string Profile { get; }

    /// <summary>lr, a step per unit of the normalised direction, before the multipliers of parameters. May change between steps.</summary>
    /// <remarks>
    /// Where configuration is bound, a change of its learning rate is taken over before the next step; as long as it
    /// stays, what is set here stays too.
    /// </remarks>
    /// <exception cref="InvalidSettingException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = SettingsDraft.CheckRate("learning rate", value);
    }

    /// <summary>wd of the decoupled decay W ← (1 - lr wd) W, before the multipliers of parameters. May change between steps.</summary>
    /// <remarks>Follows configuration as <see cref="LearningRate"/> does.</remarks>
    /// <exception cref="InvalidSettingException">The value is negative or not finite.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        set => _weightDecay = SettingsDraft.CheckRate("weight decay", value);
    }

    /// <summary>How each low-rank matrix stands, in the order of the banks.</summary>
    /// <remarks>What backends keep on a device is copied for it, once for all banks.</remarks>
    public IReadOnlyList<MatrixReport> Matrices
    {
        get
        {
            _skippedUnnoticed += TakenBank.Synchronise(_taken);
            return [.. _banks.SelectMany(bank => bank.Matrices.Select(matrix => matrix.Report(bank.Group.Name, bank.StateBytes(matrix.Rank))))];
        }
    }

    /// <summary>Which banks a backend steps by kernels of its own, and why others not.</summary>
    public IReadOnlyList<BankReport> BankReports => [.. _banks.Select(static bank => bank.Report())];

    /// <summary>Names of the parameters that are trained at full rank.</summary>
    public IReadOnlyList<string> FullRankParameters => [.. DenseParameters.Select(parameter => parameter.Name)];

    /// <summary>Names of the parameters that are not trained: by attribute or by a pattern.</summary>
    public IReadOnlyList<string> FrozenParameters { get; }

    internal IReadOnlyList<Bank> Banks => _banks;

    private IEnumerable<DenseState> DenseParameters => _dense.SelectMany(static set => set.Parameters);

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
                lowRank += bank.StateBytes(matrix.Rank);
                lowRankAllocated += bank.AllocatedBytes(matrix);
            }
        }

        var fullRank = _dense.Select(set => set.Measure(isCounted)).ToList();
        return new StateBytes(lowRank, lowRankAllocated, fullRank.Sum(set => set.Analytic), fullRank.Sum(set => set.Allocated));
    }

    /// <summary>Updates all parameters that have a gradient.</summary>
    /// <returns>How many subspaces were renewed and how many parameters were skipped for NaN or Inf.</returns>
    /// <remarks>
    /// First learning rate and weight decay follow bound configuration, then gradient transforms run, then the
    /// parameters are updated, then observers are told. What a transform throws leaves everything as it was; what an
    /// observer throws comes after the update. On a device a backend may have skipped a parameter that the host does not know of yet: it is
    /// counted by the step that copies counts next, at the latest the next refresh.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The model was converted to another dtype, moved to another device or reshaped after the start.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer was disposed.</exception>
    public StepSummary Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        FollowConfiguration();
        var configured = _lastConfigured.LearningRate;
        var scalars = new StepScalars(_learningRate, _weightDecay, configured > 0 ? _learningRate / configured : 1);
        StepSummary summary;
        using (no_grad())
        {
            RebindIfMoved();
            summary = _chains.Transforms.Count == 0
                ? Update(scalars, static parameter => parameter.Weight.grad)
                : UpdateTransformed(scalars);
        }

        _steps++;
        var observation = new StepObservation
        {
            Step = _steps,
            LearningRate = scalars.LearningRate,
            Refreshed = summary.Refreshed,
            Skipped = summary.Skipped,
        };
        foreach (var observer in _chains.Observers)
        {
            observer.Observe(observation);
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

    /// <summary>Frees all state and stops the plugins that no other optimizer uses. The model stays as it is.</summary>
    /// <exception cref="Exception">What a plugin threw when it was stopped; everything else was freed and stopped then.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var set in _dense)
        {
            set.Dispose();
        }

        foreach (var bank in _banks)
        {
            bank.Dispose();
        }

        _started.Dispose();
    }

    /// <summary>Names in the order of the model, so that transforms see gradients in the same order whatever the banks are.</summary>
    private static ITrainedParameter[] InOrderOf(IReadOnlyList<string> order, IReadOnlyList<ITrainedParameter> trained)
    {
        var byName = trained.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        return [.. order.Where(byName.ContainsKey).Select(name => byName[name])];
    }

    /// <summary>Takes over scalars that changed in configuration, and leaves those alone that did not.</summary>
    private void FollowConfiguration()
    {
        var now = _configured.Current;
        if (now == _lastConfigured)
        {
            return;
        }

        _learningRate = now.LearningRate == _lastConfigured.LearningRate ? _learningRate : now.LearningRate;
        _weightDecay = now.WeightDecay == _lastConfigured.WeightDecay ? _weightDecay : now.WeightDecay;
        _lastConfigured = now;
    }

    private StepSummary UpdateTransformed(in StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        var present = _trained
            .Select(parameter => (Parameter: parameter, Gradient: parameter.Weight.grad))
            .Where(entry => entry.Gradient is not null)
            .ToList();
        using var gradients = new StepGradients(_steps + 1, present.Select(entry => (entry.Parameter.Name, entry.Gradient!)));
        foreach (var transform in _chains.Transforms)
        {
            transform.Transform(gradients);
        }

        var transformed = new Dictionary<ITrainedParameter, Tensor>(present.Count);
        for (var index = 0; index < gradients.Count; index++)
        {
            transformed[present[index].Parameter] = gradients[index];
        }

        return Update(scalars, transformed.GetValueOrDefault);
    }

    private StepSummary Update(in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        // First, since a policy that decides for all matrices may refuse: nothing has changed then.
        var pooledRanks = PooledRanks.Decide(_banks, gradientOf);
        var skipped = _skippedUnnoticed + (_watched.Length == 0 ? 0 : TakenBank.Synchronise(_watched));
        _skippedUnnoticed = 0;
        var summary = new StepSummary(0, skipped);
        foreach (var set in _dense)
        {
            summary = Add(summary, set.Step(scalars, gradientOf));
        }

        foreach (var bank in _banks)
        {
            summary = Add(summary, bank.Step(scalars, gradientOf, pooledRanks));
        }

        return summary;
    }

    private static StepSummary Add(StepSummary one, StepSummary other) =>
        new(one.Refreshed + other.Refreshed, one.Skipped + other.Skipped);

    /// <summary>A module that is moved or converted gets new parameters, and the old ones are disposed.</summary>
    private void RebindIfMoved()
    {
        if (!Array.Exists(_trained, parameter => parameter.Weight.IsInvalid))
        {
            return;
        }

        var current = _model.ListParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var matrices = _banks.SelectMany(static bank => bank.Matrices).ToList();
        foreach (var matrix in matrices)
        {
            CheckUnchanged(matrix.Name, current[matrix.Name], matrix.Trained, matrix.Layout.Shape);
            if (!matrix.Layout.CanView(current[matrix.Name]))
            {
                throw new InvalidOperationException(
                    $"'{matrix.Name}' changed its layout in memory during training and is no matrix without a copy any more: "
                    + "make it contiguous.");
            }
        }

        foreach (var parameter in DenseParameters)
        {
            CheckUnchanged(parameter.Name, current[parameter.Name], parameter.Trained, parameter.Shape);
        }

        foreach (var matrix in matrices)
        {
            matrix.Weight = current[matrix.Name];
        }

        foreach (var parameter in DenseParameters)
        {
            parameter.Weight = current[parameter.Name];
        }
    }

    private static void CheckUnchanged(string name, Tensor weight, TrainedWeight before, IReadOnlyList<long> shape)
    {
        if (weight.device.ToString() != before.Device.ToString())
        {
            throw new InvalidOperationException(
                $"'{name}' was moved from {before.Device} to {weight.device} during training, but its state stays where it was made: "
                + "move the model back, or move it first and then make the optimizer.");
        }

        if (weight.dtype != before.StoredDtype || !weight.shape.SequenceEqual(shape))
        {
            throw new InvalidOperationException(
                $"'{name}' was converted from {before.StoredDtype} [{string.Join(", ", shape)}] to {weight.dtype} [{string.Join(", ", weight.shape)}] "
                + "during training: convert the model first, then make the optimizer.");
        }
    }
}
