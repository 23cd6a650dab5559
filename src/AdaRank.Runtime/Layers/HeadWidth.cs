namespace AdaRank.Layers;

/// <summary>How wide a head is where a model states only the width of all together.</summary>
public static class HeadWidth
{
    /// <summary>The width divided by the number of heads.</summary>
    /// <param name="width">Width of all heads together, at least 1.</param>
    /// <param name="heads">Number of heads, a divisor of the width.</param>
    /// <exception cref="InvalidSettingException">The heads do not divide the width, or one of them is below 1.</exception>
    public static int Of(int width, int heads) => heads > 0 && width > 0 && width % heads == 0
        ? width / heads
        : throw new InvalidSettingException("number of heads", heads, $"use a divisor of the width, {width}, or state the head width");
}
