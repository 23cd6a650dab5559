namespace AdaRank.Optimization;

/// <summary>What an optimizer is made of.</summary>
/// <param name="Profile">The name of the profile.</param>
/// <param name="Banks">The low-rank matrices.</param>
/// <param name="Dense">All other parameters that are trained, by the step that trains them.</param>
/// <param name="Chains">What stands around the core.</param>
/// <param name="Frozen">Names of the parameters that are not trained.</param>
/// <param name="Order">Names of all parameters in the order of the model.</param>
internal sealed record OptimizerParts(
    string Profile,
    IReadOnlyList<Bank> Banks,
    IReadOnlyList<DenseSet> Dense,
    StepChains Chains,
    IReadOnlyList<string> Frozen,
    IReadOnlyList<string> Order);
