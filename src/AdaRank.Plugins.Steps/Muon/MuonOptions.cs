namespace AdaRank.Plugins.Steps.Muon;

/// <summary>Options of <see cref="MuonStep"/>. Betas and ε are those of the Adam that vectors get.</summary>
public sealed partial class MuonOptions : AdamOptions
{
    /// <summary>μ, decay of the momentum, in [0, 1).</summary>
    /// <value>0.95.</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Momentum { get; set; } = 0.95;

    /// <summary>Whether the gradient is looked ahead by the momentum (Nesterov).</summary>
    /// <value>true.</value>
    [Tunable]
    public bool Nesterov { get; set; } = true;

    /// <summary>Newton-Schulz iterations; at least 1.</summary>
    /// <value>5.</value>
    [Tunable(1, 100)]
    public int Iterations { get; set; } = 5;

    /// <summary>How the orthogonal direction is scaled.</summary>
    /// <value><see cref="MuonScale.AdamLike"/>, with which one learning rate does for these matrices and for the vectors.</value>
    [Tunable]
    public MuonScale Scale { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Momentum is not (>= 0 and < 1))
        {
            throw new InvalidSettingException("momentum", Momentum, "use a decay from 0 to below 1, for example 0.95");
        }

        if (Iterations is < 1 or > 100)
        {
            throw new InvalidSettingException("Newton-Schulz iterations", Iterations, "use 1 to 100, for example 5");
        }
    }
}
