using System.Text;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Names and places that could break generated code.</summary>
public sealed class HostilePluginTests
{
    [Fact]
    public void Emit_NamesThatAreKeywordsOrThatGeneratedCodeUses_Compiles()
    {
        var run = PluginRun.Of("""
            namespace System.AdaRank.@namespace;

            public interface IPluginOptions;
            public class String;

            public enum @enum { @default, @new }

            [Plugin("a0-b1")]
            public sealed class @class(global::AdaRank.Sampling.IGaussianSource @params) : IRankPolicy
            {
                [Tunable(0, 1)] public double @event { get; init; } = 0.5;
                [Tunable] public @enum @int { get; init; } = @enum.@new;
                [Tunable] public string name { get; init; } = "{0}\"\\";
                [Tunable] public int text { get; init; } = default;
                [Tunable] public int value { get; init; }
                [Tunable] public bool __value { get; init; }
                public int ChooseRank(in RankObservation observation) => @params is null ? 0 : 1;
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("System.AdaRank.namespace.class.Options.g.cs", run.Files.Keys);
    }

    [Fact]
    public void Emit_NestedInternalAndNamespacelessPlugins_Compiles()
    {
        var run = PluginRun.Of("""
            internal static class Outer
            {
                internal enum Kind { A, B }

                internal sealed class Inner
                {
                    [Plugin("nested")]
                    internal sealed class Policy : IRankPolicy
                    {
                        [Tunable] public Kind Kind { get; init; } = Kind.B;
                        public int ChooseRank(in RankObservation observation) => 1;
                    }
                }

                internal sealed partial class Settings;
            }

            namespace Acme
            {
                public partial struct Holder
                {
                    internal partial class NestedOptions : IPluginOptions
                    {
                        [Tunable(0, 1)] public double Share { get; set; } = 1;
                    }

                    [Plugin("own")]
                    internal sealed record Own(NestedOptions Options) : IRankPolicy
                    {
                        public int ChooseRank(in RankObservation observation) => 1;
                    }

                    /// <summary>Documented.</summary>
                    [PluginGroup]
                    internal sealed partial class Group;
                }
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("internal sealed class OuterInnerPolicyOptions", run.Files["Outer.Inner.Policy.Options.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("AdaRankPluginGroupAttribute", run.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_NamesThatDifferInCaseOnly_GivesEachAFile()
    {
        var run = PluginRun.Of("""
            namespace Acme;
            [Plugin("one")] public sealed class Policy : IRankPolicy { [Tunable] public int A { get; init; } public int ChooseRank(in RankObservation o) => 1; }
            [Plugin("two")] public sealed class POLICY : IRankPolicy { [Tunable] public int A { get; init; } public int ChooseRank(in RankObservation o) => 1; }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(2, run.Files.Keys.Count(name => name.EndsWith(".Options.g.cs", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Acme.Research-2.1x", "namespace Acme.Research_2._1x", "class AcmeResearch_2_1xPlugins")]
    [InlineData("my.class", "namespace my.@class", "class myclassPlugins")]
    public void Emit_AssemblyNameThatIsNoNamespace_IsMadeOne(string assembly, string space, string group)
    {
        var run = PluginRun.Of(PluginRun.Compile("""
            [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
            """).WithAssemblyName(assembly));

        Assert.Empty(run.CompilerMessages);
        Assert.Contains(space + "\n", run.Manifest, StringComparison.Ordinal);
        Assert.Contains(group + " :", run.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_GroupNameTakenByHandWrittenClass_FindsAnother()
    {
        var run = PluginRun.Of("""
            namespace User;
            [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
            public sealed class UserPlugins : IPluginGroup { public static void Register(IPluginRegistrar registrar) { } }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("typeof(global::User.UserPluginsGroup)", run.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_ObsoletePlugin_CompilesInSilence()
    {
        var run = PluginRun.Of("""
            [Obsolete("Take another.")]
            [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
            """);

        Assert.Empty(run.CompilerMessages);
    }

    [Fact]
    public void Emit_SlotOfAThirdParty_IsNamedAndVersioned()
    {
        var run = PluginRun.Of("""
            namespace Acme;
            [PluginSlot("paint", 3, 14)] public interface IPaint<T>;
            [Plugin("red")] public sealed class Red : IPaint<int>, IDisposable { public void Dispose() { } }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("AdaRankPluginAttribute(\"paint\", \"red\", \"3.14\", typeof(global::Acme.Red))", run.Manifest, StringComparison.Ordinal);
        Assert.Contains("registrar.Add<global::Acme.IPaint<int>, global::AdaRank.Plugins.NoOptions>(", run.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_OptionsOfABaseClass_AreOptionsToo()
    {
        var run = PluginRun.Of("""
            namespace Acme;
            public abstract class Base { [Tunable(0, 9)] public int Deep { get; init; } = 1; [Tunable] public virtual bool Both { get; init; } }
            [Plugin("derived")] public sealed class Derived : Base, IRankPolicy
            {
                [Tunable] public override bool Both { get; init; } = true;
                public int ChooseRank(in RankObservation o) => 1;
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("Deep = __options.Deep,\n                    Both = __options.Both,\n", run.Manifest, StringComparison.Ordinal);
        Assert.Contains("public bool Both { get; set; } = true;", run.Files["Acme.Derived.Options.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_DocumentationSwitchedOff_StillGivesHelp()
    {
        var compilation = PluginRun.Compile("""
            /// <summary>Does it.</summary>
            [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
            """);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var options = ((CSharpParseOptions)tree.Options)
                .WithDocumentationMode(DocumentationMode.None);
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
                tree.ToString(), options, tree.FilePath, Encoding.UTF8, TestContext.Current.CancellationToken));
        }

        Assert.Contains("Summary = \"Does it.\"", RunQuietly(compilation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public abstract class Policy : IRankPolicy")]
    [InlineData("public sealed class Policy<T> : IRankPolicy")]
    [InlineData("file sealed class Policy : IRankPolicy")]
    [InlineData("public sealed class Policy(int size) : IRankPolicy")]
    public void Emit_ClassThatCannotBeBuilt_GeneratesNothing(string heading)
    {
        var run = PluginRun.Of($$"""
            [Plugin("one")] {{heading}} { public int ChooseRank(in RankObservation o) => 1; }
            """);

        Assert.DoesNotContain("AdaRank.PluginManifest.g.cs", run.Files.Keys);
    }

    private static string RunQuietly(CSharpCompilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create(new PluginGenerator())
            .RunGenerators(compilation, TestContext.Current.CancellationToken);
        return driver.GetRunResult().GeneratedTrees.Single(tree => tree.FilePath.EndsWith("AdaRank.PluginManifest.g.cs", StringComparison.Ordinal)).ToString();
    }
}
