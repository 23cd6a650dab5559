using AdaRank.Layers.Tests.Checkpoints;
using Pretrain.Model;
using TorchSharp;

namespace AdaRank.Layers.Tests.Llama;

/// <summary>A trained LLaMA of 260 thousand parameters and what an independent implementation computes with it.</summary>
internal static class Stories260k
{
    public static LlamaOptions Options => new()
    {
        VocabularySize = 512,
        Width = 64,
        Hidden = 172,
        Layers = 5,
        Heads = 8,
        KvHeads = 4,
        ContextLength = 512,
        RopeBase = 10000,
        NormEpsilon = 1e-5,
        TiesEmbeddings = true,
    };

    public static Dictionary<string, torch.Tensor> ReadWeights() => SafetensorsFile.Read(PathOf("model.safetensors"));

    public static Dictionary<string, torch.Tensor> ReadReference() =>
        SafetensorsFile.Read(PathOf("stories260k_reference.safetensors"));

    public static Pretrain.Model.Llama Load()
    {
        var model = new Pretrain.Model.Llama(Options);
        model.load_state_dict(ReadWeights());
        return model;
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Stories260k", file);
}
