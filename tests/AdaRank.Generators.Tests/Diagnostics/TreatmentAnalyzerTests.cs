using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>ADR009: matrices that say nothing about their training.</summary>
public sealed class TreatmentAnalyzerTests
{
    [Theory]
    [InlineData("[Linear(4, nameof(width))] public partial Linear [|First|] { get; }")]
    [InlineData("[Linear(4, 4, Bias = true), Decay(0.5)] public partial Linear [|First|] { get; }")]
    [InlineData("[Attention(nameof(width), 2)] public partial MultiHeadAttention [|First|] { get; }")]
    [InlineData("[Weight(nameof(width), 4)] public partial TorchSharp.Modules.Parameter [|First|] { get; }")]
    [InlineData("[Embedding(4, 4)] public partial Embedding Table { get; } [Linear(4, 4), TiedTo(nameof(Table), When = nameof(ties))] public partial Linear [|First|] { get; }")]
    public Task Matrix_NothingSaid_IsReported(string member) => Marked.ReportsAsync(
        "ADR009",
        Net(member),
        ["Matrix 'First' says nothing about its training and is trained in full: add [LowRank(\"group\")] or [FullRank]"],
        new TreatmentAnalyzer());

    [Theory]
    [InlineData("[Linear(4, 4), LowRank(\"a\")] public partial Linear First { get; }")]
    [InlineData("[Linear(4, 4), FullRank] public partial Linear First { get; }")]
    [InlineData("[Linear(4, 4), Frozen] public partial Linear First { get; }")]
    [InlineData("[Linear(nameof(width), 1)] public partial Linear First { get; }")]
    [InlineData("[Embedding(4, 4)] public partial Embedding First { get; }")]
    [InlineData("[Embedding(4, 4)] public partial Embedding Table { get; } [Linear(4, 4), TiedTo(nameof(Table))] public partial Linear First { get; }")]
    [InlineData("[RmsNorm(4)] public partial RmsNorm First { get; }")]
    [InlineData("[Weight(4)] public partial TorchSharp.Modules.Parameter First { get; }")]
    [InlineData("[Weight(4, 1)] public partial TorchSharp.Modules.Parameter First { get; }")]
    [InlineData("[Buffer(4, 4)] public partial Tensor First { get; }")]
    [InlineData("[Conv2d(4, 4, 3)] public partial Conv2d First { get; }")]
    public Task Component_TreatmentSaidOrNotNeeded_IsFine(string member) =>
        Marked.IsSilentAsync(Net(member), new TreatmentAnalyzer());

    [Theory]
    [InlineData("LowRank(\"a\")")]
    [InlineData("FullRank")]
    [InlineData("Frozen")]
    public Task Matrix_ClassSaysIt_IsFine(string attribute) => Marked.IsSilentAsync(
        Net("[Linear(4, 4)] public partial Linear First { get; }").Replace("[Model]", $"[Model, {attribute}]", StringComparison.Ordinal),
        new TreatmentAnalyzer());

    [Fact]
    public Task Matrix_OfAClassThatIsNoModel_IsFine() => Marked.IsSilentAsync(
        "public class Bystander { public Linear First { get; } = new(4, 4); }", new TreatmentAnalyzer());

    [Fact]
    public void Rule_IsASuggestion_ThatNoBuildShows() =>
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(new TreatmentAnalyzer().SupportedDiagnostics).DefaultSeverity);

    private static string Net(string member) => $$"""
        [Model] public partial class Net(int width, bool ties)
        {
            {{member}}

            public Tensor Forward(Tensor x) => ties ? x : x + width;
        }
        """;
}
