using System.Text.RegularExpressions;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Plugins;

public sealed class ReferencedPluginsTests
{
    private const string File = "AdaRank.ReferencedPlugins.g.cs";

    private const string Host = """
        using AdaRank.Composition;
        public static class Host { public static void Configure(AdaRankBuilder builder) => builder.AddReferencedPlugins(); }
        """;

    [Fact]
    public void AddReferencedPlugins_NoPackages_IsThereAndAddsNothing()
    {
        var run = PluginRun.Of(Host);

        Assert.Empty(run.CompilerMessages);
        Assert.Empty(Groups(run));
    }

    [Fact]
    public void AddReferencedPlugins_PackageAsFile_AddsItsGroup()
    {
        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(Packages.Make("Acme").ToReference()));

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["global::Acme.AcmePlugins"], Groups(run));
    }

    [Fact]
    public void AddReferencedPlugins_PackageAsProjectOfAnEditor_AddsItsGroup()
    {
        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(Packages.Make("Acme").Output.ToMetadataReference()));

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["global::Acme.AcmePlugins"], Groups(run));
    }

    [Fact]
    public void AddReferencedPlugins_NestedGroupWithKeywords_IsNamedAsCSharpDoes()
    {
        var package = Packages.Make("Acme", "namespace Acme.@event { public partial class @class { [PluginGroup] public sealed partial class Group; } }");

        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(package.ToReference()));

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["global::Acme.@event.@class.Group"], Groups(run));
    }

    [Fact]
    public void AddReferencedPlugins_PackageUnderAnAlias_IsReachedByIt()
    {
        var reference = Packages.Make("Acme").ToReference().WithAliases(["acme"]);

        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(reference));

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["acme::Acme.AcmePlugins"], Groups(run));
    }

    [Fact]
    public void AddReferencedPlugins_AssemblyThatSeesAnothersInternals_CallsItsOwn()
    {
        var library = PluginRun.Of(PluginRun.Compile(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"User\")]").WithAssemblyName("Library"));
        Assert.Contains(File, library.Files.Keys);

        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(library.ToReference()));

        Assert.Empty(run.CompilerMessages);
    }

    [Fact]
    public void AddReferencedPlugins_BuilderNotReferenced_IsNotWritten()
    {
        var compilation = PluginRun.Compile("""
            [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
            """).Without("AdaRank.Runtime");

        var run = PluginRun.Of(compilation);

        Assert.DoesNotContain(File, run.Files.Keys);
        Assert.Contains("AdaRank.PluginManifest.g.cs", run.Files.Keys);
    }

    [Fact]
    public void AddReferencedPlugins_PackageWithoutReadableImage_IsPassedOver()
    {
        var run = PluginRun.Of(PluginRun.Compile(Host).AddReferences(MetadataReference.CreateFromImage(new byte[64])));

        Assert.Empty(Groups(run));
    }

    private static List<string> Groups(PluginRun run) =>
        [.. Regex.Matches(run.Files[File], "AddPlugins<(.*)>").Select(match => match.Groups[1].Value)];
}
