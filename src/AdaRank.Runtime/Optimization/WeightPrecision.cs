namespace AdaRank.Optimization;

/// <summary>How weights in bfloat16 are updated. Their gradients and they themselves are opened as fp32 for a step.</summary>
/// <remarks>
/// bf16 numbers are 2⁻⁸ of themselves apart, and a step is often smaller than that: rounded to the nearest number, most of it would be
/// lost (method.md, section 10). Weights in fp32 and fp64 are updated in place, and no precision is to be chosen for them.
/// </remarks>
public enum WeightPrecision
{
    /// <summary>
    /// The sum is rounded stochastically, so that the mean of many steps is right. No memory is needed. Random bits are keyed by seed,
    /// name and step: a run repeats, on a CPU and on a CUDA device alike.
    /// </summary>
    StochasticRounding = 0,

    /// <summary>
    /// A copy in fp32 is kept as state and updated; the weight is that copy, rounded to nearest. Four bytes for each element. What is
    /// written to the weight from outside is not seen: the next step writes it over.
    /// </summary>
    MasterWeights,
}
