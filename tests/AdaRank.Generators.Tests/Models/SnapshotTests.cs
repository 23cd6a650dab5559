using AdaRank.Generators.Models;
using AdaRank.Generators.Tests.Harness;
using AdaRank.Generators.Text;

namespace AdaRank.Generators.Tests.Models;

/// <summary>What is generated, to be read by people.</summary>
public sealed class SnapshotTests
{
    private const string Options = """
        namespace Acme;

        public sealed class NetOptions
        {
            public const int Depth = 3;
            public int Width { get; set; } = 4;
            public int Hidden { get; set; } = 8;
            public float Epsilon { get; set; } = 1e-6f;
            public bool Ties { get; set; }
        }
        """;

    [Fact]
    public void Emit_EveryKindOfComponent_MatchesSnapshot()
    {
        var run = GeneratorRun.Of(Options, """
            namespace Acme;

            [Model]
            public sealed partial class Net(NetOptions options, int heads)
            {
                private const int Vocabulary = 100;

                [Embedding(nameof(Vocabulary), nameof(NetOptions.Width), InitialDeviation = 0.5), Frozen]
                public partial Embedding Tokens { get; }

                [Rotary(nameof(heads), 128, BaseFrom = nameof(NetOptions.Hidden))]
                public partial RotaryCache Rotary { get; }

                /// <summary>Documented by the user.</summary>
                [Linear(nameof(NetOptions.Width), 3, Bias = true, InitialDeviation = 1e-3), LowRank("wide")]
                public partial Linear Wide { get; }

                [RmsNorm(nameof(NetOptions.Width), EpsilonFrom = nameof(NetOptions.Epsilon)), FullRank]
                internal partial RmsNorm Norm { get; }

                [RmsNorm(8, Epsilon = 0), CheckpointName("deep.inside.norm")]
                private partial RmsNorm Other { get; }

                [Linear(nameof(NetOptions.Width), nameof(Vocabulary)), TiedTo(nameof(Tokens))]
                public partial Linear Always { get; }

                [Linear(nameof(NetOptions.Width), nameof(Vocabulary)), TiedTo(nameof(Tokens), When = nameof(NetOptions.Ties)), Frozen]
                public partial Linear Sometimes { get; }

                public (Tensor Logits, Tensor Norm) Forward(Tensor tokens, Tensor? mask) => (Other.Forward(Norm.Forward(tokens)), tokens);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files["Acme.Net.Model.g.cs"], "EveryKindOfComponent");
    }

    [Fact]
    public void Emit_NestedModels_MatchesSnapshot()
    {
        var run = GeneratorRun.Of(Options, """
            namespace Acme;

            [Model(Names = CheckpointNames.Llama)]
            public sealed partial class Block(NetOptions options)
            {
                [Linear(nameof(NetOptions.Width), nameof(NetOptions.Width)), LowRank("attention")] public partial Linear Query { get; }
                [Linear(nameof(NetOptions.Width), nameof(NetOptions.Hidden))] public partial Linear Gate { get; }
                public Tensor Forward(Tensor x) => Query.Forward(x);
            }

            [Model(Names = CheckpointNames.Llama)]
            public sealed partial class Stack(NetOptions options)
            {
                [Repeat(nameof(NetOptions.Depth))] public partial Repeated<Block> Blocks { get; }
                [Child] public partial Block LastBlock { get; }
                public Tensor Forward(Tensor x) => LastBlock.call(Blocks[0].call(x));
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files["Acme.Block.Model.g.cs"] + run.Files["Acme.Stack.Model.g.cs"], "NestedModels");
    }

    [Fact]
    public void Emit_ComponentsWithoutDocumentation_DocumentsThem()
    {
        var run = GeneratorRun.Of("""
            /// <summary>Documented by the user, since its constructor is.</summary>
            [Model]
            public sealed partial class Net(string title)
            {
                [RmsNorm(4)] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => title.Length > 0 ? Norm.Forward(x) : x;
            }
            """);

        Assert.Equal(["public Tensor Forward(Tensor x) => title.Length > 0 ? Norm.Forward(x) : x;"], run.UndocumentedLines);
    }

    [Fact]
    public void Emit_Wiring_MatchesSnapshot()
    {
        var run = GeneratorRun.Of(Options, """
            namespace Acme;

            public interface IClock;

            [Model]
            public sealed partial class Net(IClock clock, NetOptions options)
            {
                [RmsNorm(nameof(NetOptions.Width))] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => clock is null ? x : Norm.Forward(x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files["Acme.Net.Services.g.cs"], "Wiring");
    }

    /// <summary>Without the runtime there is nobody to tell, and no type to tell it by.</summary>
    [Fact]
    public void Emit_WiringWithoutTheRuntime_MentionsNoneOfItsTypes()
    {
        var wiring = new WiringSpec(
            "", "Net", "global::Net", "NetServiceCollectionExtensions", "AddNet", IsPublic: true, OptionsType: null, ValueType: null,
            NeedsValue: false, new[] { "global::IClock" }.ToEquatableArray(), IsWrittenByHand: false);

        var code = WiringEmitter.Emit(wiring, isChecked: false).ToString();

        Assert.Contains("GetRequiredService<global::IClock>(__services)", code, StringComparison.Ordinal);
        Assert.DoesNotContain("AdaRank.Composition", code, StringComparison.Ordinal);
        Assert.DoesNotContain("__count", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "static _ => global::AdaRank.Models.RegisteredParameters.Freeze(new global::Net()));")]
    [InlineData("IClock clock", "static __services => global::AdaRank.Models.RegisteredParameters.Freeze(new global::Net(")]
    public void Emit_WiringOfAModuleThatWasWrittenByHand_FreezesIt(string parameters, string expected)
    {
        var run = GeneratorRun.Of($$"""
            public interface IClock;

            [Model(Generate = GeneratedParts.Catalogue | GeneratedParts.Wiring)]
            public sealed partial class Net : nn.Module<Tensor, Tensor>
            {
                [Frozen] private readonly Linear query = new(4, 4);
                public Net({{parameters}}) : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => query.call(x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains(expected, run.Files["Net.Services.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_WiringOfServicesOfOneType_TellsItOnceAndDynamicAsObject()
    {
        var run = GeneratorRun.Of("""
            public interface IClock;

            [Model]
            public sealed partial class Net(IClock first, IClock? second, dynamic anything, List<string?> names)
            {
                [RmsNorm(4)] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => first == second && anything is null && names.Count == 0 ? x : Norm.Forward(x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains(
            "ModelDependencies(typeof(global::Net), typeof(global::IClock), typeof(object), typeof(global::System.Collections.Generic.List<string?>)));",
            run.Files["Net.Services.g.cs"],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record NetOptions(int Width)", "WiringOfAPositionalRecord")]
    [InlineData("record NetOptions { public int Width { get; init; } = 4; }", "WiringOfAnImmutableRecord")]
    [InlineData("record struct NetOptions(int Width)", "WiringOfARecordStruct")]
    public void Emit_WiringOfRecordOptions_TakesThemAsAValue(string options, string snapshot)
    {
        var run = GeneratorRun.Of($$"""
            public {{options}}{{(options.EndsWith('}') ? "" : ";")}}

            [Model]
            public sealed partial class Net(NetOptions options)
            {
                [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => Norm.Forward(x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files["Net.Services.g.cs"], snapshot);
    }
}
