namespace AdaRank.State;

/// <summary>What a state tensor means, so that transports know what to do with it at a refresh.</summary>
public enum StateRole
{
    /// <summary>An exponential mean of the projected gradient: rotates as a vector (eq. 5.1).</summary>
    FirstMoment,

    /// <summary>An exponential mean of its elementwise square: needs a rule that keeps it non-negative (eq. 5.2).</summary>
    SecondMoment,

    /// <summary>
    /// Not in the coordinates of the basis: a norm, or a buffer of the gradient's own size. It stays as it is at a refresh,
    /// and transports do not see it; so it must not have the rank among its dimensions.
    /// </summary>
    Carried,
}
