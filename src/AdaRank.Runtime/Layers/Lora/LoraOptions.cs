namespace AdaRank.Layers.Lora;

/// <summary>How low-rank adapters are made.</summary>
public sealed record LoraOptions
{
    /// <summary>r, rank of each adapter; at least 1.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>α: an adapter's output is multiplied by α / r; finite and above 0.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InvalidSettingException">One is out of its range.</exception>
    public void Validate()
    {
        Setting.AtLeast(1, Rank, "rank of a LoRA adapter");
        if (!(Alpha > 0) || !double.IsFinite(Alpha))
        {
            throw new InvalidSettingException("alpha of a LoRA adapter", Alpha, "use a finite number above 0, for example twice the rank");
        }
    }
}
