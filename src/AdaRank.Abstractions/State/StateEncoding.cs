namespace AdaRank.State;

/// <summary>How a state tensor is stored between steps. A step always sees the numbers themselves.</summary>
public enum StateEncoding
{
    /// <summary>As a step sees it: fp32, or fp64 beside fp64 weights.</summary>
    Full = 0,

    /// <summary>
    /// bf16, rounded stochastically: the mean of many roundings is right, so a second moment still decays, which it would
    /// not do rounded to nearest (method.md, section 10). Half the bytes.
    /// </summary>
    BFloat16,

    /// <summary>
    /// 8 bits per element by a dynamic code, scaled by the largest magnitude of each block of 256 (Dettmers et al.,
    /// arXiv 2110.02861). About a quarter of the bytes.
    /// </summary>
    Blockwise8Bit,
}
