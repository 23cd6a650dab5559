using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>ADR013 and ADR011: what two models can do to each other.</summary>
public sealed class CrossModelRuleTests
{
    [Theory]
    [InlineData("[RmsNorm(4), [|CheckpointName(\"norm\")|]] public partial RmsNorm Other { get; }", "Checkpoint name 'norm' of 'Other' is that of 'Norm' in a base class, too: give one of them a [CheckpointName]")]
    [InlineData("[RmsNorm(4), [|CheckpointName(\"norm.inner\")|]] public partial RmsNorm Other { get; }", "Checkpoint name 'norm.inner' of 'Other' and 'norm' of 'Norm' in a base class contain each other: give one of them a [CheckpointName]")]
    [InlineData("[RmsNorm(4)] public partial RmsNorm [|norm|] { get; }", "Checkpoint name 'norm' of 'norm' is that of 'Norm' in a base class, too: give one of them a [CheckpointName]")]
    [InlineData("[Child, [|CheckpointName(\"block\")|]] public partial Block Other { get; }", "Checkpoint name 'block' of 'Other' is that of 'Block' in a base class, too: give one of them a [CheckpointName]")]
    public Task DerivedModel_NameOfItsBase_IsReported(string member, string message) =>
        Marked.ReportsAsync("ADR013", Models(member), [message]);

    [Theory]
    [InlineData("[RmsNorm(4)] public partial RmsNorm OtherNorm { get; }")]
    [InlineData("[RmsNorm(4), CheckpointName(\"normal\")] public partial RmsNorm Other { get; }")]
    [InlineData("[Child] public partial Block OtherBlock { get; }")]
    public Task DerivedModel_NamesOfItsOwn_AreFine(string member) => Marked.IsSilentAsync(Models(member));

    [Fact]
    public Task DerivedModel_BaseOfItsBase_CountsToo() => Marked.ReportsAsync(
        "ADR013",
        Models("[RmsNorm(4)] public partial RmsNorm Middle { get; }") + """

            [Model] public partial class Last : Net
            {
                [RmsNorm(4), [|CheckpointName("norm")|]] public partial RmsNorm Other { get; }
            }
            """,
        ["Checkpoint name 'norm' of 'Other' is that of 'Norm' in a base class, too: give one of them a [CheckpointName]"]);

    [Fact]
    public async Task DerivedModel_BaseInAnotherAssembly_CountsToo()
    {
        var library = GeneratorRun.Of("[Model] public partial class Far { [RmsNorm(4)] public partial RmsNorm Norm { get; } public Tensor Forward(Tensor x) => Norm.Forward(x); }");
        var compilation = Sources.Compile("[Model] public partial class Net : Far { [RmsNorm(4), CheckpointName(\"norm\")] public partial RmsNorm Other { get; } }")
            .AddReferences(library.ToReference());

        var diagnostics = await GeneratorRun.Of(compilation).AnalyzeAsync();

        Assert.Equal("ADR013", Assert.Single(diagnostics).Id);
    }

    [Fact]
    public Task Models_ThatContainEachOther_AreReportedWithTheWholePath() => Marked.ReportsAsync(
        "ADR011",
        """
        [Model] public partial class First { [Child] public partial Second [|Inner|] { get; } public Tensor Forward(Tensor x) => x; }
        [Model] public partial class Second { [Child] public partial Third [|Inner|] { get; } public Tensor Forward(Tensor x) => x; }
        [Model] public partial class Third { [Child] public partial First [|Inner|] { get; } public Tensor Forward(Tensor x) => x; }
        """,
        [
            "'Inner' does not fit [Child]: a model cannot contain itself: First → Second → Third → First",
            "'Inner' does not fit [Child]: a model cannot contain itself: Second → Third → First → Second",
            "'Inner' does not fit [Child]: a model cannot contain itself: Third → First → Second → Third",
        ]);

    [Fact]
    public Task Models_ThatFlagsOrCountsEnd_AreFine() => Marked.IsSilentAsync(
        """
        [Model] public partial class Tree(int depth, bool isLeaf)
        {
            [Child, When(nameof(isLeaf), Is = false)] public partial Branch? Left { get; }
            public Tensor Forward(Tensor x) => isLeaf ? x + depth : x;
        }

        [Model] public partial class Branch(int depth, bool isLeaf)
        {
            [Child] public partial Tree Inner { get; }
            public Tensor Forward(Tensor x) => isLeaf ? x + depth : x;
        }
        """);

    [Fact]
    public Task Model_WithOneModelTwice_IsFine() => Marked.IsSilentAsync(Models("[Child] public partial Block Second { get; }"));

    private static string Models(string member) => $$"""
        [Model] public partial class Block
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }

        [Model] public partial class Origin
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }
            [Child] public partial Block Block { get; }

            public Tensor Forward(Tensor x) => Block.call(Norm.Forward(x));
        }

        [Model] public partial class Net : Origin
        {
            {{member}}
        }
        """;
}
