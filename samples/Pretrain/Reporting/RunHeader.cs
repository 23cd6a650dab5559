using System.Reflection;
using System.Runtime.InteropServices;
using AdaRank.Optimization;
using Pretrain.Commands;
using Pretrain.Data;
using Pretrain.Model;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>What a job was made with, so that it can be made again.</summary>
internal sealed record RunHeader
{
    public required DateTimeOffset StartedUtc { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required PretrainSettings Settings { get; init; }

    public required IReadOnlyDictionary<string, double> LearningRates { get; init; }

    public required ModelShape Model { get; init; }

    public required TextSizes Text { get; init; }

    public static RunHeader Describe(
        PretrainSettings settings, IReadOnlyList<OptimizerPlan> plans, Corpus corpus, Llama model, DateTimeOffset startedUtc)
    {
        var parameters = model.ListParameters();
        return new RunHeader
        {
            StartedUtc = startedUtc,
            Versions = new Dictionary<string, string>
            {
                ["adaRank"] = VersionOf(typeof(AdaRankOptimizer)),
                ["torchSharp"] = VersionOf(typeof(TorchSharp.torch)),
                ["dotnet"] = Environment.Version.ToString(),
                ["system"] = RuntimeInformation.OSDescription,
            },
            Settings = settings,
            LearningRates = plans.ToDictionary(plan => plan.Key, plan => plan.LearningRate),
            Model = new ModelShape(
                PretrainDefaults.Vocabulary,
                PretrainDefaults.Width,
                PretrainDefaults.Layers,
                PretrainDefaults.Heads,
                PretrainDefaults.Hidden,
                settings.Context,
                parameters.Sum(parameter => parameter.Value.numel()),
                parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.shape)),
            Text = new TextSizes(
                settings.TextFile ?? "Pride and Prejudice, Treasure Island",
                corpus.Training.Count,
                corpus.TrainingBytes,
                corpus.ValidationBytes,
                PretrainDefaults.ValidationShare),
        };
    }

    /// <summary>The job in one line.</summary>
    public string Introduce() => FormattableString.Invariant(
        $"A LLaMA of {Model.Parameters:N0} parameters on {Text.TrainingBytes:N0} bytes of text; {Text.ValidationBytes:N0} more, the last {100 * Text.ValidationShare:0} % of each book, are for validation. {Settings.Steps} steps, seed {Settings.Seed}, {Settings.Threads} threads, {Settings.Dtype} on {Settings.Device}.");

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The model's size.</summary>
    internal sealed record ModelShape(
        int Vocabulary,
        int Width,
        int Layers,
        int Heads,
        int Hidden,
        int Context,
        long Parameters,
        IReadOnlyDictionary<string, long[]> Shapes);

    /// <summary>The text's size, and how it was split: the last share of each book is for validation.</summary>
    internal sealed record TextSizes(string Source, int Books, long TrainingBytes, long ValidationBytes, double ValidationShare);
}
