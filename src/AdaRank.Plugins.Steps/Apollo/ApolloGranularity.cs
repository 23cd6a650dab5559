namespace AdaRank.Plugins.Steps.Apollo;

/// <summary>What <see cref="ApolloStep"/> has a scaling of its own for (method.md eq. 7.4).</summary>
public enum ApolloGranularity
{
    /// <summary>Every channel: a column of the canonical gradient. APOLLO.</summary>
    Channel = 0,

    /// <summary>The whole matrix. APOLLO-Mini, which goes with rank 1 and a scale of 128.</summary>
    Tensor,
}
