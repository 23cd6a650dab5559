using AdaRank;

namespace Pretrain.Model;

/// <summary>The size and shape of a LLaMA. The defaults make one of 26 million parameters.</summary>
public sealed class LlamaOptions
{
    /// <summary>Number of tokens that the tokenizer knows.</summary>
    public int VocabularySize { get; set; } = 32000;

    /// <summary>Width of a token's vector.</summary>
    public int Width { get; set; } = 512;

    /// <summary>Width inside the feed-forward part of a block.</summary>
    public int Hidden { get; set; } = 1376;

    /// <summary>Number of blocks.</summary>
    public int Layers { get; set; } = 8;

    /// <summary>Number of attention heads, a divisor of <see cref="Width"/>.</summary>
    public int Heads { get; set; } = 8;

    /// <summary>Number of key and value heads, a divisor of <see cref="Heads"/>.</summary>
    public int KvHeads { get; set; } = 8;

    /// <summary>Longest sequence, in tokens.</summary>
    public int ContextLength { get; set; } = 1024;

    /// <summary>Base of the rotary position embeddings.</summary>
    public double RopeBase { get; set; } = 10000;

    /// <summary>Added to the mean square in norms.</summary>
    public double NormEpsilon { get; set; } = 1e-5;

    /// <summary>Whether the head uses the weight of the embedding.</summary>
    public bool TiesEmbeddings { get; set; }

    /// <summary>Width of one attention head.</summary>
    /// <exception cref="InvalidSettingException"><see cref="Heads"/> does not divide <see cref="Width"/>.</exception>
    public int HeadWidth => Heads > 0 && Width % Heads == 0
        ? Width / Heads
        : throw new InvalidSettingException(nameof(Heads), Heads, $"use a divisor of {nameof(Width)}, {Width}");

    /// <summary>Width of the keys and the values of one token.</summary>
    /// <exception cref="InvalidSettingException"><see cref="KvHeads"/> does not divide <see cref="Heads"/>.</exception>
    public int KvWidth => KvHeads > 0 && Heads % KvHeads == 0
        ? KvHeads * HeadWidth
        : throw new InvalidSettingException(nameof(KvHeads), KvHeads, $"use a divisor of {nameof(Heads)}, {Heads}");
}
