namespace AdaRank.Cuda.Limiting;

/// <summary>Which scaling of gradients a bank takes; the numbers are those of the kernels.</summary>
internal enum ScalingKind
{
    /// <summary>Of each channel, for what is outside the subspace: Fira (method.md eq. 7.2).</summary>
    Fira,

    /// <summary>Of each channel, for the whole gradient: APOLLO (eq. 7.4).</summary>
    ApolloChannel,

    /// <summary>One for the whole matrix: APOLLO-Mini (eq. 7.4).</summary>
    ApolloTensor,
}
