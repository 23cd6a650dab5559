namespace AdaRank.Strategies.Tests.Properties;

/// <summary>What the gradients of a case look like.</summary>
internal enum GradientKind
{
    /// <summary>Independent standard normal numbers.</summary>
    Gaussian = 0,

    /// <summary>Of full rank, with singular values that fall by about a third from one to the next.</summary>
    Decaying,

    /// <summary>Of exactly low rank, and always in the same subspaces.</summary>
    LowRank,

    /// <summary>Rows that differ by up to twelve orders of magnitude.</summary>
    Uneven,

    /// <summary>The same in every step: moments without variance, where a rounding makes it negative.</summary>
    Constant,
}
