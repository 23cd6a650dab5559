using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Models;

/// <summary>An edit must not recompute what it does not change: the generator runs at every keystroke.</summary>
public sealed class CacheabilityTests
{
    private const int ModelCount = 20;

    private static readonly string[] Steps =
        [StepNames.ParseModel, StepNames.NameModel, StepNames.FindServices, StepNames.WireModel];

    [Fact]
    public void Rerun_NothingEdited_RecomputesNothing() => AssertNothingNew(compilation => compilation);

    [Fact]
    public void Rerun_UnrelatedFileAdded_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.AddSyntaxTrees(Sources.Parse("Other.cs", "public class Other;")));

    [Fact]
    public void Rerun_BodyOfForwardEdited_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.Edit("File7.cs", "=> Norm.Forward(x);", "{ var y = Norm.Forward(x); return y + 1; }"));

    [Fact]
    public void Rerun_LinesMoved_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.Edit("File7.cs", "[Model]", "\n\n// moved\n[Model]"));

    [Fact]
    public void Rerun_FilesInOtherOrder_RecomputesNothing()
    {
        var compilation = Compile();
        var first = GeneratorRun.Of(compilation);
        var reversed = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse());

        var second = first.On(reversed);

        Assert.Equal(first.Files.OrderBy(file => file.Key), second.Files.OrderBy(file => file.Key));
        Assert.Empty(OutputReasons(second).Except(["Cached", "Unchanged"]));
    }

    [Fact]
    public void Rerun_OneOfManyModelsEdited_RecomputesThatOneOnly()
    {
        var compilation = Compile();
        var first = GeneratorRun.Of(compilation);

        var second = first.On(compilation.Edit("File7.cs", "[RmsNorm(4)]", "[RmsNorm(5)]"));

        Assert.Single(Reasons(second, StepNames.ParseModel), "Modified");
        Assert.Single(Reasons(second, StepNames.NameModel), "Modified");
        Assert.Single(OutputReasons(second), "Modified");
        Assert.DoesNotContain("New", OutputReasons(second));
    }

    [Fact]
    public void Rerun_ServicesNoLongerReferenced_KeepsModels()
    {
        var compilation = Compile();
        var first = GeneratorRun.Of(compilation);

        var second = first.On(compilation.Without("Microsoft.Extensions.Options"));

        Assert.Equal(ModelCount, second.ModelFiles.Count);
        Assert.Empty(Reasons(second, StepNames.NameModel).Except(["Cached", "Unchanged"]));
    }

    private static void AssertNothingNew(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        var compilation = Compile();
        var first = GeneratorRun.Of(compilation);

        var second = first.On(edit(compilation));

        Assert.All(Steps, step => Assert.NotEmpty(Reasons(first, step)));
        Assert.All(Steps, step => Assert.Empty(Reasons(second, step).Except(["Cached", "Unchanged"])));
        Assert.Empty(OutputReasons(second).Except(["Cached", "Unchanged"]));
    }

    private static CSharpCompilation Compile() => Sources.Compile(Enumerable.Range(0, ModelCount).Select(index => $$"""
        [Model]
        public sealed partial class Net{{index}}
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }
            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """));

    private static List<string> Reasons(GeneratorRun run, string step) =>
    [
        .. run.Driver.GetRunResult().Results
            .SelectMany(result => result.TrackedSteps.GetValueOrDefault(step, []))
            .SelectMany(tracked => tracked.Outputs)
            .Select(output => output.Reason.ToString()),
    ];

    private static List<string> OutputReasons(GeneratorRun run) =>
    [
        .. run.Driver.GetRunResult().Results
            .SelectMany(result => result.TrackedOutputSteps.Values)
            .SelectMany(tracked => tracked)
            .SelectMany(tracked => tracked.Outputs)
            .Select(output => output.Reason.ToString()),
    ];
}
