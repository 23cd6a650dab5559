namespace AdaRank.Plugins.Steps.Flora;

/// <summary>What <see cref="FloraStep"/> compresses: u of method.md eq. 7.8a.</summary>
public enum FloraNormalizer
{
    /// <summary>The gradient.</summary>
    None = 0,

    /// <summary>The gradient divided by the root of Adafactor's factored second moment, and the update clipped by its own size.</summary>
    Adafactor,
}
