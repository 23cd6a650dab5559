using AdaRank.Composition;
using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Sampling;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Another rank at every refresh, drawn from a seed: bases grow and shrink.</summary>
internal sealed class DrawnRanks(ulong seed) : IRankPolicy
{
    private const string Key = "drawn";

    public bool NeedsSpectrum => false;

    /// <summary>Declares the policy.</summary>
    /// <returns>Its key.</returns>
    public static string AddTo(AdaRankBuilder adarank, ulong seed)
    {
        adarank.AddPlugin<IRankPolicy, NoOptions>(new PluginDescriptor(Key), (_, _) => new DrawnRanks(seed));
        return Key;
    }

    public int ChooseRank(in RankObservation observation)
    {
        var (lowest, highest, _) = observation.Bounds;
        return lowest + (int)(Philox.Block(((uint)observation.Step, 0, 0, 0), seed).A % (uint)(highest - lowest + 1));
    }
}
