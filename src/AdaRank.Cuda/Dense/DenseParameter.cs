using System.Globalization;

namespace AdaRank.Cuda.Dense;

/// <summary>A parameter at full rank: what of it never changes.</summary>
/// <param name="Key">Keys its random bits: the hash of its checkpoint name.</param>
/// <param name="Count">How many numbers it has; at least 1.</param>
/// <param name="Weight">What it is stored in.</param>
/// <param name="RateFactor">What its learning rate is multiplied by; finite and at least 0.</param>
/// <param name="DecayFactor">What its weight decay is multiplied by; finite and at least 0, and 0 for no decay.</param>
internal readonly record struct DenseParameter(ulong Key, long Count, DenseWeight Weight, double RateFactor = 1, double DecayFactor = 1)
{
    /// <summary>Checks all numbers.</summary>
    /// <param name="index">Which parameter it is, for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public void Check(int index)
    {
        Refuse(Count < 1, nameof(Count), Count, index, "must be at least 1: leave out tensors without elements");
        Refuse(!Enum.IsDefined(Weight), nameof(Weight), Weight, index, "is no type that there is");
        Refuse(!(RateFactor >= 0 && double.IsFinite(RateFactor)), nameof(RateFactor), RateFactor, index, "must be finite and at least 0");
        Refuse(!(DecayFactor >= 0 && double.IsFinite(DecayFactor)), nameof(DecayFactor), DecayFactor, index, "must be finite and at least 0");
    }

    private static void Refuse(bool isWrong, string name, object value, int index, string why)
    {
        if (isWrong)
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} of parameter {index} {why}."));
        }
    }
}
