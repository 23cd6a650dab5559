namespace AdaRank.Plugins.Steps.Limiting;

/// <summary>Which norm a growth limiter watches (method.md, section 7.2). The two differ while t is below 1 / (1 - β₂).</summary>
public enum LimiterStage
{
    /// <summary>The norm before the bias correction, which is divided by √c₂ / c₁: what the published code of Fira does.</summary>
    Raw = 0,

    /// <summary>The norm of the update itself.</summary>
    Corrected,
}
