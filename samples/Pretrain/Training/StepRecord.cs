using AdaRank.Optimization;

namespace Pretrain.Training;

/// <summary>What one training step did.</summary>
internal sealed record StepRecord
{
    public required string Optimizer { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Cross-entropy of the batch before the update, in nats per byte.</summary>
    public required double Loss { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Norm of all gradients together, before it was clipped.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Time of forward, backward and update.</summary>
    public required double Seconds { get; init; }

    /// <summary>Matrices that got a new subspace.</summary>
    public required int Refreshed { get; init; }

    /// <summary>State of the matrices that can be projected, after the step.</summary>
    public required StateUse Projectable { get; init; }

    /// <summary>State of all parameters, after the step.</summary>
    public required StateUse Total { get; init; }

    /// <summary>How each projected matrix stands; empty for an optimizer that projects none.</summary>
    public required IReadOnlyList<MatrixReport> Matrices { get; init; }

    /// <summary>Mean rank of the projected matrices; null if there are none.</summary>
    public double? MeanRank => Matrices.Count == 0 ? null : Matrices.Average(matrix => matrix.Rank);
}
