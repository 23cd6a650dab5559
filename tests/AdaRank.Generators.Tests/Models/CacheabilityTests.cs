using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Models;

/// <summary>An edit must not recompute what it does not change: the generator runs at every keystroke.</summary>
public sealed class CacheabilityTests
{
    private const int ModelCount = 200;

    private static readonly string[] Steps =
        [StepNames.NameModel, StepNames.FindServices, StepNames.WireModel];

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

        Assert.Single(Reasons(second, StepNames.NameModel), "Modified");
        Assert.Single(OutputReasons(second), "Modified");
        Assert.DoesNotContain("New", OutputReasons(second));
    }

    [Theory]
    [InlineData("public int Width = 4;", "public long Width = 4;", 0)]
    [InlineData("public int Width = 4;", "public int Width { get; set; }", 1)]
    [InlineData("public int Width = 4;", "public static int Width = 4;", 1)]
    [InlineData("const int Depth = 2;", "const int Depth = 3;", 1)]
    [InlineData("public bool Flag;", "public int Flag;", 0)]
    [InlineData("class Options", "class Choices", 0)]
    public void Rerun_WhatAModelDependsOnEdited_GivesWhatAFreshRunGives(string from, string to, int models)
    {
        var compilation = Sources.Compile(
            "public class Options { public int Width = 4; public const int Depth = 2; public bool Flag; }",
            """
            [Model]
            public sealed partial class Net(Options options)
            {
                [RmsNorm(nameof(options.Width)), When(nameof(options.Flag))] public partial RmsNorm? Norm { get; }
                [Weight(Options.Depth)] public partial TorchSharp.Modules.Parameter Scale { get; }
                public Tensor Forward(Tensor x) => x;
            }
            """);
        var first = GeneratorRun.Of(compilation);
        var edited = compilation.Edit("File0.cs", from, to);
        var reparsed = edited.RemoveAllSyntaxTrees()
            .AddSyntaxTrees(edited.SyntaxTrees.Select(tree => Sources.Parse(tree.FilePath, tree.ToString())));

        var second = first.On(edited);

        Assert.Single(first.ModelFiles, "Net.Model.g.cs");
        Assert.Equal(models, second.ModelFiles.Count(file => file == "Net.Model.g.cs"));
        Assert.Equal(GeneratorRun.Of(reparsed).Files.OrderBy(file => file.Key), second.Files.OrderBy(file => file.Key));
    }

    [Fact]
    public void Rerun_PartsOfAModelInOtherOrder_RecomputesNothing()
    {
        var compilation = Sources.Compile(
            "[Model] public sealed partial class Net { [RmsNorm(4)] public partial RmsNorm A { get; } public Tensor Forward(Tensor x) => x; }",
            "public sealed partial class Net { [RmsNorm(4)] public partial RmsNorm B { get; } }");
        var reversed = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(
            compilation.SyntaxTrees.Reverse().Select(tree => Sources.Parse(tree.FilePath, tree.ToString())));

        Assert.Equal(GeneratorRun.Of(compilation).Files["Net.Model.g.cs"], GeneratorRun.Of(reversed).Files["Net.Model.g.cs"]);
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
