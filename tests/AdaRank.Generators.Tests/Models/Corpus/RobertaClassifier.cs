using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed record RobertaOptions(int Vocabulary = 32, int Width = 8, int Labels = 2, bool IsFrozen = false);

[Model(Names = CheckpointNames.Roberta)]
public sealed partial class RobertaEncoder(RobertaOptions options)
{
    [Embedding(nameof(options.Vocabulary), nameof(options.Width))] public partial Embedding TokenEmbedding { get; }
    [Linear(nameof(options.Width), nameof(options.Width), Bias = true)] public partial Linear Query { get; }
    public Tensor Forward(Tensor tokens) => Query.Forward(TokenEmbedding.Forward(tokens));
}

[Model(Names = CheckpointNames.Roberta)]
public sealed partial class RobertaClassifier(RobertaOptions options)
{
    [Child, Frozen] public partial RobertaEncoder Encoder { get; }
    [Linear(nameof(options.Width), nameof(options.Width), Bias = true)] public partial Linear ClassifierHidden { get; }
    [Linear(nameof(options.Width), nameof(options.Labels), Bias = true)] public partial Linear Classifier { get; }
    public Tensor Forward(Tensor tokens) => Classifier.Forward(ClassifierHidden.Forward(Encoder.call(tokens)).tanh());
}
