namespace Pretrain.Commands;

/// <summary>What one start of the program is to do.</summary>
internal sealed record PretrainSettings
{
    /// <summary>Profiles to train with, each once, in this order.</summary>
    public required IReadOnlyList<string> Optimizers { get; init; }

    public required string OutputFolder { get; init; }

    public int Steps { get; init; } = PretrainDefaults.Steps;

    public ulong Seed { get; init; } = PretrainDefaults.Seed;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where to train: <see cref="WhereItTrains.Cpu"/> or <see cref="WhereItTrains.Cuda"/>.</summary>
    public string Device { get; init; } = WhereItTrains.Cpu;

    /// <summary>Element type of the weights: <see cref="WhereItTrains.Float32"/> or <see cref="WhereItTrains.BFloat16"/>.</summary>
    public string Dtype { get; init; } = WhereItTrains.Float32;

    /// <summary>A text to train on; null for the books that come with the sample.</summary>
    public string? TextFile { get; init; }

    /// <summary>Weights to start from; null for fresh ones.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>Replaces each optimizer's own peak learning rate.</summary>
    public double? LearningRate { get; init; }

    public int LowestRank { get; init; } = PretrainDefaults.LowestRank;

    public int HighestRank { get; init; } = PretrainDefaults.HighestRank;

    public double Tolerance { get; init; } = PretrainDefaults.Tolerance;

    public int Batch { get; init; } = PretrainDefaults.Batch;

    public int Context { get; init; } = PretrainDefaults.Context;
}
