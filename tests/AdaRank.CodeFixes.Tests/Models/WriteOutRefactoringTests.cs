using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class WriteOutRefactoringTests
{
    private const string Net = """
        namespace Acme;

        public sealed class NetOptions
        {
            public int Width { get; set; } = 4;
            public bool IsGated { get; set; }
        }

        /// <summary>A block.</summary>
        [Model, LowRank("all")]
        public sealed partial class [||]Net(NetOptions options)
        {
            /// <summary>The first layer.</summary>
            [Linear(nameof(options.Width), nameof(options.Width), Bias = true)]
            [CheckpointName("inner.up")]
            public partial Linear Up { get; }

            [RmsNorm(nameof(options.Width)), When(nameof(options.IsGated))] public partial RmsNorm? Norm { get; }
            [Weight(4)] public partial TorchSharp.Modules.Parameter Scale { get; }
            [Repeat(2)] public partial Repeated<Part> Parts { get; }

            [Obsolete("kept")] public int Width => options.Width;

            public Tensor Forward(Tensor x) => Up.Forward(x) * Scale;
        }
        """;

    private const string Part = """
        namespace Acme;

        [Model]
        public sealed partial class Part
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """;

    [Fact]
    public async Task WriteOut_Model_LosesItsAnnotations()
    {
        using var written = await WrittenOut.AtAsync(Net, Part);

        Assert.Equal(["Write out the generated module of 'Net'"], written.Titles);
        Assert.Equal(
            """
            namespace Acme;

            public sealed class NetOptions
            {
                public int Width { get; set; } = 4;
                public bool IsGated { get; set; }
            }

            /// <summary>A block.</summary>
            public sealed partial class Net(NetOptions options)
            {
                /// <summary>The first layer.</summary>
                public partial Linear Up { get; }

                public partial RmsNorm? Norm { get; }
                public partial TorchSharp.Modules.Parameter Scale { get; }
                public partial Repeated<Part> Parts { get; }

                [Obsolete("kept")] public int Width => options.Width;

                public Tensor Forward(Tensor x) => Up.Forward(x) * Scale;
            }
            """,
            await written.ReadAsync("User.cs"));
    }

    [Fact]
    public async Task WriteOut_Model_CompilesWithAndWithoutTheGenerator()
    {
        using var alone = await WrittenOut.AtAsync(Part.Replace("class Part", "class [||]Part", StringComparison.Ordinal));
        using var nesting = await WrittenOut.AtAsync(Net, Part);
        using var nested = await WrittenOut.AtAsync(Part.Replace("[Model]", "[Mo[||]del]", StringComparison.Ordinal), Net.Replace("[||]", "", StringComparison.Ordinal));

        Assert.Empty(await alone.ErrorsWithoutGeneratorAsync());
        Assert.Empty(await nesting.ErrorsWithGeneratorAsync());
        Assert.Empty(await nested.ErrorsWithGeneratorAsync());
        Assert.Single(nested.Titles);
    }

    [Fact]
    public async Task WriteOut_Model_StandsInFilesBesideIt()
    {
        using var written = await WrittenOut.AtAsync(Net, Part);

        var files = written.Files.Except(["Usings.cs", "Other0.cs", "Nets/User.cs"]);

        Assert.Equal(["Nets/Net.Module.cs", "Nets/Net.Services.cs"], files.Order());
    }

    [Fact]
    public async Task WriteOut_NameOfAFileThatIsTaken_GetsANumber()
    {
        using var written = await WrittenOut.AtAsync(
            "[Model] public partial class [||]Net { public Tensor Forward(Tensor x) => x; }", [], ["net.module.cs", "Net.Module2.cs"]);

        Assert.Contains("Nets/Net.Module3.cs", written.Files);
    }

    [Fact]
    public async Task WriteOut_GeneratedText_ReadsLikeOrdinaryCode()
    {
        using var written = await WrittenOut.AtAsync(Net, Part);

        var module = await written.ReadAsync("Net.Module.cs");

        Assert.StartsWith("#nullable enable\n\nnamespace Acme;\n", module, StringComparison.Ordinal);
        Assert.Contains("    protected override void RegisterParts()\n    {\n", module, StringComparison.Ordinal);
        Assert.Contains(" AdaRank.Catalogue.ParameterCatalogue Catalogue { get; }", module, StringComparison.Ordinal);
        Assert.DoesNotContain("auto-generated", module, StringComparison.Ordinal);
        Assert.DoesNotContain("GeneratedCode", module, StringComparison.Ordinal);
        Assert.DoesNotContain("global::", module, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public partial class [||]Net { public Tensor Forward(Tensor x) => x; }")]
    [InlineData("[Model] public partial class Net { public Tensor Forward(Tensor [||]x) => x; }")]
    [InlineData("[Model] public partial class [||]Net { public virtual Tensor Forward(Tensor x) => x; } [Model] public partial class Derived : Net { public override Tensor Forward(Tensor x) => x; }")]
    public async Task WriteOut_NoModelHereOrOneThatOthersNeed_OffersNothing(string source)
    {
        using var written = await WrittenOut.AtAsync(source);

        Assert.Empty(written.Titles);
    }
}
