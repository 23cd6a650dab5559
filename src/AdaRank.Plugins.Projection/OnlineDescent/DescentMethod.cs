namespace AdaRank.Plugins.Projection.OnlineDescent;

/// <summary>How a basis follows the slope of its loss.</summary>
public enum DescentMethod
{
    /// <summary>Adam with β 0.9 and 0.999, ε 1e-8 and no decay: two more tensors of the basis' size.</summary>
    Adam = 0,

    /// <summary>The slope itself: no more state.</summary>
    Sgd,
}
