using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>Makes compilations of what a user might write.</summary>
internal static class Sources
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    /// <summary>What a project with implicit usings has, and what most models need.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using AdaRank.Annotations;
        global using AdaRank.Layers;
        global using AdaRank.Models;
        global using static TorchSharp.torch;
        """;

    public static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("AdaRank.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(params IEnumerable<string> files) => CSharpCompilation.Create(
        "User",
        [Parse("Usings.cs", GlobalUsings), .. files.Select((text, index) => Parse($"File{index}.cs", text))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static CSharpCompilation Without(this CSharpCompilation compilation, params string[] assemblies) =>
        compilation.RemoveReferences(compilation.References.Where(
            reference => assemblies.Contains(Path.GetFileNameWithoutExtension(reference.Display))));

    public static CSharpCompilation Edit(this CSharpCompilation compilation, string path, string from, string to)
    {
        var tree = compilation.SyntaxTrees.Single(candidate => candidate.FilePath == path);
        var text = tree.ToString();
        Assert.Contains(from, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, Parse(path, text.Replace(from, to, StringComparison.Ordinal)));
    }

    public static SyntaxTree Parse(string path, string text) => Parse(path, text, ParseOptions.LanguageVersion);

    public static SyntaxTree Parse(string path, string text, LanguageVersion version) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions.WithLanguageVersion(version), path);

    public static CSharpParseOptions Options => ParseOptions;
}
