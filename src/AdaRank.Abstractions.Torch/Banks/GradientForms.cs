namespace AdaRank.Banks;

/// <summary>The forms of a gradient that a plugin can work with.</summary>
[Flags]
public enum GradientForms
{
    /// <summary>None; no plugin says so.</summary>
    None = 0,

    /// <summary>The whole gradient, m × n.</summary>
    Full = 1,

    /// <summary>The gradient projected on the current basis, r × L.</summary>
    Projected = 2,
}
