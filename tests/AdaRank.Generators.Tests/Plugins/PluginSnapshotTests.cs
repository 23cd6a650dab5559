using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Plugins;

public sealed class PluginSnapshotTests
{
    [Fact]
    public void Emit_PluginWithEveryKindOfOption_MatchesSnapshot()
    {
        var run = PluginRun.Of("""
            namespace Acme;

            public enum Shape { Round = 2, Square = -1 }

            [Flags]
            public enum Parts { None = 0, Head = 1, Tail = 2 }

            /// <summary>Keeps as much energy as <see cref="Kept"/> says, &amp; never less than <c>one</c> rank.</summary>
            [Plugin("every-kind", After = ["fixed", "refresh/interval"], Before = ["last"], Requires = ["fixed"])]
            public sealed class EveryKindRankPolicy : IRankPolicy
            {
                private const int Many = 12;

                /// <summary>The share that is kept; see <see cref="RankObservation.TotalEnergy"/>.</summary>
                /// <value>0.9, as in the paper.</value>
                [Tunable(0, 1, ExcludesMinimum = true)]
                public double Kept { get; init; } = 0.9;

                /// <summary>Half as much, with an exponent.</summary>
                [Tunable]
                public double Small { get; init; } = 1e-3;

                [Tunable(-5, 1e9, ExcludesMaximum = true)]
                public int Offset { get; set; } = -1;

                [Tunable(0, double.PositiveInfinity)]
                public int Most { get; init; } = int.MaxValue;

                [Tunable(1, 1e12)]
                public long Steps { get; init; } = Many * 100;

                [Tunable(0, 0.1)]
                public float Single { get; init; } = 0.1f;

                [Tunable(0, 8)]
                public int? Extra { get; init; }

                [Tunable]
                public bool IsLoud { get; init; } = !false;

                [Tunable]
                public string Title { get; init; } = nameof(Title) + "\n\"quoted\"";

                [Tunable]
                public string? Path { get; init; }

                [Tunable]
                public Shape Form { get; init; } = Shape.Square;

                [Tunable]
                public Shape? Perhaps { get; init; }

                [Tunable]
                public Parts Parts { get; init; } = Parts.Head | Parts.Tail;

                public int ChooseRank(in RankObservation observation) => observation.Bounds.Lowest;
            }
            """);

        Assert.Equal("", string.Join("\n", run.CompilerMessages));
        Snapshot.Match(run.Files["Acme.EveryKindRankPolicy.Options.g.cs"], "Plugins/EveryKindOfOption");
        Snapshot.Match(run.Manifest, "Plugins/EveryKindOfOption.Manifest");
    }

    [Fact]
    public void Emit_PluginThatTakesServicesAndOwnOptions_MatchesSnapshot()
    {
        var run = PluginRun.Of("""
            namespace Acme;

            public interface IClock;

            /// <summary>Options that others build on.</summary>
            public partial class DecayOptions : IPluginOptions
            {
                /// <summary>How fast.</summary>
                [Tunable(0, 1)]
                public double Rate { get; set; } = 0.5;
            }

            /// <summary>More of them.</summary>
            public sealed partial class SlowDecayOptions : DecayOptions
            {
                /// <summary>How late.</summary>
                [Tunable(1, 100)]
                public int Delay { get; set; } = 3;
            }

            [Plugin("decay")]
            internal sealed class DecayTrigger(SlowDecayOptions options, IClock clock, IFormatProvider? culture, int size = 4, IClock? other = null) : IRefreshTrigger
            {
                public RefreshCause Examine(in RefreshObservation observation) =>
                    options.Delay + size > 0 && clock is not null && culture is null && other is null ? RefreshCause.None : RefreshCause.First;
            }

            /// <summary>All of Acme's.</summary>
            [PluginGroup]
            public sealed partial class AcmePlugins;
            """);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(
            run.Files["Acme.DecayOptions.Options.g.cs"] + run.Files["Acme.SlowDecayOptions.Options.g.cs"] + run.Manifest,
            "Plugins/ServicesAndOwnOptions");
    }

    [Fact]
    public void Emit_HostWithTwoPackages_MatchesSnapshot()
    {
        var host = PluginRun.Compile("public class Program;").AddReferences(
            Packages.Make("Zeta").ToReference(), Packages.Make("Acme.Research").ToReference());

        var run = PluginRun.Of(host);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files["AdaRank.ReferencedPlugins.g.cs"], "Plugins/ReferencedPlugins");
    }
}
