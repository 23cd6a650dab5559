namespace AdaRank.Plugins.Steps.Frugal;

/// <summary>What <see cref="FrugalStep"/> does outside of the subspace, without any state.</summary>
public enum FrugalFreePart
{
    /// <summary>The signs of the residual: signSGD.</summary>
    Sign = 0,

    /// <summary>The residual itself: SGD.</summary>
    Residual,
}
