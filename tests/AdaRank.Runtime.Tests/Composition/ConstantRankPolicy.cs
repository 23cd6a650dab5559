using AdaRank.Composition;
using AdaRank.Rank;

namespace AdaRank.Tests.Composition;

/// <summary>Chooses the rank that its options name.</summary>
internal sealed class ConstantRankPolicy(TestOptions options) : IRankPolicy
{
    public TestOptions Options { get; } = options;

    public int ChooseRank(in RankObservation observation) => Options.Rank;

    public static void DeclareIn(AdaRankBuilder adarank) =>
        adarank.AddPlugin<IRankPolicy, TestOptions>(TestOptions.Describe("constant"), static (_, options) => new ConstantRankPolicy(options));
}
