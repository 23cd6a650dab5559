using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>ADR014: annotations that nothing reads.</summary>
public sealed class OutsideModelAnalyzerTests
{
    [Theory]
    [InlineData("public class [|Net|] { [LowRank(\"a\")] private readonly Linear query = new(4, 4); public Tensor Go(Tensor x) => query.call(x); }", "[LowRank] of 'query'")]
    [InlineData("public class [|Net|] { [FullRank] public Linear Query { get; } = new(4, 4); }", "[FullRank] of 'Query'")]
    [InlineData("public class [|Net|] { public Linear Key { get; } = new(4, 4); [Decay(0.5), Frozen] public Linear Query { get; } = new(4, 4); [Frozen] public Linear Value { get; } = new(4, 4); }", "[Frozen] of 'Query'")]
    [InlineData("public class [|Net|] { [LearningRate(2)] public Linear Query { get; } = new(4, 4); }", "[LearningRate] of 'Query'")]
    [InlineData("public class [|Net|] { [Linear(4, 4)] public Linear Query { get; } = new(4, 4); }", "[Linear] of 'Query'")]
    [InlineData("public class [|Net|] { [CheckpointName(\"q\")] public Linear Query { get; } = new(4, 4); }", "[CheckpointName] of 'Query'")]
    [InlineData("[Frozen] public class [|Net|];", "its [Frozen]")]
    [InlineData("public struct [|Net|] { [Frozen] public Linear Query; }", "[Frozen] of 'Query'")]
    [InlineData("public interface [|Net|] { [RmsNorm(4)] RmsNorm Norm { get; } }", "[RmsNorm] of 'Norm'")]
    [InlineData("public partial class Net { public int Width; } public partial class [|Net|] { [Frozen] public Linear Query = new(4, 4); }", "[Frozen] of 'Query'")]
    public Task Annotation_WithoutModel_IsReportedOnce(string source, string what) => Marked.ReportsAsync(
        "ADR014", source, [$"'Net' has no [Model], so {what} does nothing"], new OutsideModelAnalyzer());

    [Theory]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), LowRank(\"a\")] public partial Linear Query { get; } public Tensor Forward(Tensor x) => Query.Forward(x); }")]
    [InlineData("[Model, LowRank(\"a\")] public partial class Net { public Tensor Forward(Tensor x) => x; }")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public partial class Net : nn.Module<Tensor, Tensor> { [Frozen] private readonly Linear query = new(4, 4); public Net() : base(\"Net\") => RegisterComponents(); public override Tensor forward(Tensor x) => query.call(x); }")]
    [InlineData("public class Net { [Obsolete] public Linear Query { get; } = new(4, 4); public int Width; }")]
    [InlineData("public class Net { [Frozen] public int Width; [AttributeUsage(AttributeTargets.All)] private sealed class FrozenAttribute : Attribute; }")]
    public Task Annotation_InAModelOrOfSomebodyElse_IsFine(string source) => Marked.IsSilentAsync(source, new OutsideModelAnalyzer());

    [Fact]
    public Task Base_OfModels_IsFineIfItSaysNothing() => Marked.IsSilentAsync(
        """
        public abstract class Base() : nn.Module<Tensor, Tensor>("Base")
        {
            protected Linear Own { get; } = new(4, 4);
        }

        [Model(Generate = GeneratedParts.Catalogue)]
        public partial class ByHand : Base
        {
            [Frozen] private readonly Linear query = new(4, 4);

            public ByHand() => RegisterComponents();

            public override Tensor forward(Tensor x) => Own.call(query.call(x));
        }

        [Model] public abstract partial class Net { [Linear(4, 4), Frozen] public partial Linear Query { get; } public abstract Tensor Forward(Tensor x); }

        [Model] public partial class Deep : Net { public override Tensor Forward(Tensor x) => Query.Forward(x); }
        """,
        new OutsideModelAnalyzer());

    [Fact]
    public async Task Base_OfAModel_IsReportedAndItsAnnotationsAreNotRead()
    {
        const string Source = """
            public abstract class [|Base|]() : nn.Module<Tensor, Tensor>("Base")
            {
                [LowRank("a")] protected readonly Linear query = new(4, 4);
            }

            [Model(Generate = GeneratedParts.Catalogue)]
            public partial class Net : Base
            {
                public Net() => RegisterComponents();

                public override Tensor forward(Tensor x) => query.call(x);
            }
            """;

        await Marked.ReportsAsync(
            "ADR014", Source, ["'Base' has no [Model], so [LowRank] of 'query' does nothing"], new OutsideModelAnalyzer());

        var run = GeneratorRun.Of(Source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
        Assert.DoesNotContain("query", run.Files[Assert.Single(run.ModelFiles, name => name.Contains("Model", StringComparison.Ordinal))], StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_IsAWarning_SinceTheProgramIsSound() =>
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(new OutsideModelAnalyzer().SupportedDiagnostics).DefaultSeverity);
}
