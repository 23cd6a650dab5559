using AdaRank.Composition;

namespace Pretrain;

/// <summary>Every number that the sample runs with unless the command line says otherwise. Tune here and nowhere else.</summary>
internal static class PretrainDefaults
{
    // The model: a byte-level LLaMA of about 0.9 million parameters.
    public const int Vocabulary = 256;
    public const int Width = 128;
    public const int Layers = 4;
    public const int Heads = 4;
    public const int Hidden = 352;

    // The training.
    public const int Steps = 450;
    public const int Batch = 16;
    public const int Context = 128;
    public const ulong Seed = 1;
    public const double WeightDecay = 0;
    public const double GradientNorm = 1.0;
    public const double WarmupShare = 0.1;
    public const double FinalLearningRateShare = 0.1;

    // The subspaces. GaLore has the fixed rank HighestRank. Both low-rank methods scale their updates alike, so that they
    // differ in how they choose subspaces, and the learning rate of what is not projected is comparable.
    public const int LowestRank = 1;
    public const int HighestRank = 32;
    public const double Tolerance = 0.04;
    public const int RefreshInterval = 50;
    public const double Scale = 0.25;

    // What is measured and reported, and how often.
    public const double ValidationShare = 0.1;
    public const int ValidationInterval = 50;
    public const int ValidationWindows = 128;
    public const int ValidationBatch = 16;
    public const int LogInterval = 10;
    public const int PlainLinesPerRun = 10;

    // The text that the trained model writes at the end.
    public const int SampleLength = 240;
    public const int PromptLength = 40;
    public const double Temperature = 0.7;

    /// <summary>The optimizers, in the order in which they run, with their peak learning rates: each the best of its sweep (README).</summary>
    public static IReadOnlyDictionary<string, double> LearningRates { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [Profiles.AdaRankGrad] = 2e-2,
        [Profiles.AdamW] = 2e-3,
        [Profiles.GaLore] = 4e-2,
    };
}
