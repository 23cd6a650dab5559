using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>A weight as its module owns it, and as a step sees it: fp32 or fp64 itself, bf16 opened as fp32.</summary>
internal sealed class TrainedWeight : IDisposable
{
    private Tensor? _master;

    /// <summary>Takes a weight over, whose dtype and device stay.</summary>
    /// <param name="stored">The weight.</param>
    /// <param name="precision">How one in bf16 is updated.</param>
    public TrainedWeight(Parameter stored, WeightPrecision precision)
    {
        (Stored, StoredDtype, Device, Elements) = (stored, stored.dtype, stored.device, stored.numel());
        IsOpened = StoredDtype is ScalarType.BFloat16;
        HasMaster = IsOpened && precision is WeightPrecision.MasterWeights;
    }

    /// <summary>The weight; replaced when the module was moved.</summary>
    public Parameter Stored { get; set; }

    /// <summary>The weight's own dtype, fixed when the optimizer is made.</summary>
    public ScalarType StoredDtype { get; }

    /// <summary>Where weight and state live, fixed when the optimizer is made.</summary>
    public Device Device { get; }

    /// <summary>What a step sees.</summary>
    public ScalarType StepDtype => StepDtypeOf(StoredDtype);

    /// <summary>Whether a step sees other numbers than those that are stored.</summary>
    public bool IsOpened { get; }

    /// <summary>Whether a copy in fp32 is kept.</summary>
    public bool HasMaster { get; }

    /// <summary>Whether it must be rounded by chance after a step.</summary>
    public bool IsRounded => IsOpened && !HasMaster;

    /// <summary>Bytes of the copy by the formula.</summary>
    public long AnalyticBytes => HasMaster ? sizeof(float) * Elements : 0;

    /// <summary>Bytes of the copy as allocated; none before the first step.</summary>
    public long AllocatedBytes => _master is null ? 0 : Storage.Bytes(_master);

    private long Elements { get; }

    /// <summary>What a step sees of a weight.</summary>
    public static ScalarType StepDtypeOf(ScalarType stored) => stored is ScalarType.BFloat16 ? ScalarType.Float32 : stored;

    /// <summary>The numbers that a step may write to: the weight, its master, or a copy that the caller's scope owns.</summary>
    public Tensor Open()
    {
        if (!IsOpened)
        {
            return Stored;
        }

        return HasMaster ? _master ??= Copy().DetachFromDisposeScope() : Copy();
    }

    /// <summary>Rounds the master to the weight. Weights that are rounded by chance are closed many at a time.</summary>
    public void RoundMaster()
    {
        if (_master is not null)
        {
            using var detached = Stored.detach();
            detached.copy_(_master);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _master?.Dispose();
        _master = null;
    }

    private Tensor Copy()
    {
        using var detached = Stored.detach();
        return detached.to(StepDtype);
    }
}
