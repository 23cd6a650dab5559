using AdaRank.Generators.Plugins;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>An edit must not recompute what it does not change: the generator runs at every keystroke.</summary>
public sealed class PluginCacheabilityTests
{
    private const int PluginCount = 20;

    private static readonly string[] Steps =
    [
        PluginStepNames.ParsePlugin, PluginStepNames.ParseOptions, PluginStepNames.ParseGroup, PluginStepNames.NameAssembly, PluginStepNames.NameOptions,
        PluginStepNames.CombineManifest, PluginStepNames.ReadReference, PluginStepNames.FindBuilder, PluginStepNames.CombineReferences,
    ];

    [Fact]
    public void Rerun_NothingEdited_RecomputesNothing() => AssertNothingNew(compilation => compilation);

    [Fact]
    public void Rerun_UnrelatedFileAdded_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.AddSyntaxTrees(Sources.Parse("Other.cs", "public class Other;")));

    [Fact]
    public void Rerun_BodyOfPluginEdited_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.Edit("File8.cs", "=> 1;", "{ var rank = observation.Bounds.Lowest; return rank; }"));

    [Fact]
    public void Rerun_LinesMoved_RecomputesNothing() =>
        AssertNothingNew(compilation => compilation.Edit("File8.cs", "[Plugin", "\n\n// moved\n[Plugin"));

    [Fact]
    public void Rerun_FilesInOtherOrder_WritesTheSame()
    {
        var compilation = Compile();
        var first = PluginRun.Of(compilation);

        var second = first.On(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse()));

        Assert.Equal(first.Files.OrderBy(file => file.Key), second.Files.OrderBy(file => file.Key));
        Assert.Empty(OutputReasons(second).Except(["Cached", "Unchanged"]));
    }

    [Fact]
    public void Rerun_OneOfManyPluginsEdited_ReadsThatOneAndNoReference()
    {
        var compilation = Compile();
        var first = PluginRun.Of(compilation);

        var second = first.On(compilation.Edit("File8.cs", "= 0.5;", "= 0.25;"));

        Assert.Single(Reasons(second, PluginStepNames.ParsePlugin), "Modified");
        Assert.Single(Reasons(second, PluginStepNames.NameOptions), "Modified");
        Assert.Equal(["Modified", "Modified"], OutputReasons(second).Where(reason => reason is "Modified" or "New"));
        Assert.Empty(Reasons(second, PluginStepNames.ReadReference).Except(["Cached", "Unchanged"]));
    }

    [Fact]
    public void Rerun_PackageAdded_RewritesTheHostOnly()
    {
        var compilation = Compile();
        var first = PluginRun.Of(compilation);

        var second = first.On(compilation.AddReferences(Packages.Make("Acme").ToReference()));

        Assert.Single(Reasons(second, PluginStepNames.ReadReference), "New");
        Assert.Equal(["Modified"], OutputReasons(second).Where(reason => reason is "Modified" or "New"));
    }

    private static void AssertNothingNew(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        var compilation = Compile();
        var first = PluginRun.Of(compilation);

        var second = first.On(edit(compilation));

        Assert.All(Steps, step => Assert.NotEmpty(Reasons(first, step)));
        Assert.All(Steps, step => Assert.Empty(Reasons(second, step).Except(["Cached", "Unchanged"])));
        Assert.Empty(OutputReasons(second).Except(["Cached", "Unchanged"]));
    }

    private static CSharpCompilation Compile() => PluginRun.Compile(
    [
        .. Enumerable.Range(0, PluginCount).Select(index => $$"""
            [Plugin("plugin-{{index}}")]
            public sealed class Policy{{index}} : IRankPolicy
            {
                [Tunable(0, 1)] public double Share { get; init; } = 0.5;
                public int ChooseRank(in RankObservation observation) => 1;
            }
            """),
        """
        public sealed partial class OwnOptions : IPluginOptions { [Tunable] public int Count { get; set; } }
        [PluginGroup] public sealed partial class Group;
        """,
    ]).AddReferences(Packages.Make("Zeta").ToReference());

    private static List<string> Reasons(PluginRun run, string step) =>
    [
        .. run.Result.Results
            .SelectMany(result => result.TrackedSteps.GetValueOrDefault(step, []))
            .SelectMany(tracked => tracked.Outputs)
            .Select(output => output.Reason.ToString()),
    ];

    private static List<string> OutputReasons(PluginRun run) =>
    [
        .. run.Result.Results
            .SelectMany(result => result.TrackedOutputSteps.Values)
            .SelectMany(tracked => tracked)
            .SelectMany(tracked => tracked.Outputs)
            .Select(output => output.Reason.ToString()),
    ];
}
