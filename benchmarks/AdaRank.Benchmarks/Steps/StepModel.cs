using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Benchmarks.Steps;

/// <summary>The parameters of a LLaMA of 60 million, with a gradient each; only the vocabulary is smaller.</summary>
/// <remarks>27.4 million numbers: weights, gradients or moments alone are more than the caches of a processor hold.</remarks>
internal sealed class StepModel : IModel, IDisposable
{
    private const int Blocks = 8;
    private const int Hidden = 512;
    private const int Inner = 1376;
    private const int Vocabulary = 4096;

    private static readonly (string Name, int Rows, int Columns)[] Matrices =
    [
        ("attention.query", Hidden, Hidden),
        ("attention.key", Hidden, Hidden),
        ("attention.value", Hidden, Hidden),
        ("attention.output", Hidden, Hidden),
        ("mlp.gate", Inner, Hidden),
        ("mlp.up", Inner, Hidden),
        ("mlp.down", Hidden, Inner),
    ];

    private readonly List<ModelParameter> _parameters = [];

    public StepModel()
    {
        using var generator = new Generator(1);
        Add("embedding", ParameterTreatment.FullRank, [Vocabulary, Hidden], generator);
        for (var block = 0; block < Blocks; block++)
        {
            foreach (var (name, rows, columns) in Matrices)
            {
                Add($"blocks.{block}.{name}", ParameterTreatment.LowRank, [rows, columns], generator);
            }

            Add($"blocks.{block}.attention_norm", ParameterTreatment.FullRank, [Hidden], generator);
            Add($"blocks.{block}.mlp_norm", ParameterTreatment.FullRank, [Hidden], generator);
        }

        Add("norm", ParameterTreatment.FullRank, [Hidden], generator);
    }

    public IReadOnlyList<ModelParameter> ListParameters() => _parameters;

    public void Dispose()
    {
        foreach (var parameter in _parameters)
        {
            parameter.Value.grad?.Dispose();
            parameter.Value.Dispose();
        }
    }

    private void Add(string name, ParameterTreatment treatment, long[] shape, Generator generator)
    {
        var weight = new Parameter(randn(shape, generator: generator).mul_(0.02));
        weight.grad = randn(shape, generator: generator);
        _parameters.Add(new ModelParameter(name, weight, treatment, treatment is ParameterTreatment.LowRank ? "all" : null));
    }
}
