using System.Composition;
using System.Reflection;
using AdaRank.CodeFixes.Models;
using AdaRank.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.CodeFixes.Tests;

/// <summary>Editors find fixes by their attributes: one that is forgotten is a fix that nobody ever sees.</summary>
public sealed class ExportTests
{
#pragma warning disable RS0030 // This test must find what nobody lists, as an editor does; no plugin is meant.
    private static readonly CodeFixProvider[] Fixes =
    [
        .. typeof(MakePartialFix).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)type.GetConstructor(Type.EmptyTypes)!.Invoke(null)),
    ];
#pragma warning restore RS0030

    [Fact]
    public void EveryFix_IsExportedForCSharpAndShared() => Assert.All(Fixes, fix =>
    {
        var export = fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>();
        Assert.NotNull(export);
        Assert.Equal([LanguageNames.CSharp], export.Languages);
        Assert.NotNull(fix.GetType().GetCustomAttribute<SharedAttribute>());
    });

    [Fact]
    public void EveryFix_MendsManyAtOnce() => Assert.All(Fixes, fix => Assert.NotNull(fix.GetFixAllProvider()));

    [Theory]
    [InlineData("ADR001")]
    [InlineData("ADR002")]
    [InlineData("ADR003")]
    [InlineData("ADR006")]
    [InlineData("ADR007")]
    [InlineData("ADR008")]
    [InlineData("ADR009")]
    [InlineData("ADR011")]
    [InlineData("ADR012")]
    [InlineData("ADR014")]
    public void ModelRule_ThatCanBeMended_HasOneFix(string id)
    {
        Assert.Single(Fixes, fix => fix.FixableDiagnosticIds.Contains(id));
        Assert.Contains(
            new DiagnosticAnalyzer[] { new ModelAnalyzer(), new TreatmentAnalyzer(), new RegistrationCallAnalyzer(), new OutsideModelAnalyzer() },
            analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id));
    }
}
