using AdaRank.Generators.Models;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>Which models an edit makes be read again: one that is not gives the same object as before.</summary>
public sealed class ModelMemoryTests
{
    private static readonly string[] Files =
    [
        "namespace Acme; public class BlockOptions { public int Width { get; set; } = 4; }",
        "namespace Acme; public class HeadOptions { public int Width { get; set; } = 4; }",
        Model("Block", "BlockOptions"),
        Model("Head", "HeadOptions"),
        """
        namespace Acme;
        [Model]
        public sealed partial class Net(BlockOptions options)
        {
            [Child] public partial Block Block { get; }
            public Tensor Forward(Tensor x) => x;
        }
        """,
        "namespace Acme; public static class Unrelated { public const int Answer = 41; public static int Ask() => Answer; }",
    ];

    [Theory]
    [InlineData("File0.cs", "int Width", "long Width", "Block Net")]
    [InlineData("File0.cs", "= 4", "= 5", "")]
    [InlineData("File1.cs", "int Width", "long Width", "Head")]
    [InlineData("File2.cs", "RmsNorm(", "Frozen, RmsNorm(", "Block Net")]
    [InlineData("File3.cs", "RmsNorm(", "Frozen, RmsNorm(", "Head")]
    [InlineData("File4.cs", "[Child]", "[Child, Frozen]", "Net")]
    [InlineData("File4.cs", "=> x", "=> 2 * x", "Net")]
    [InlineData("File5.cs", "41", "42", "")]
    [InlineData("File5.cs", "Unrelated", "Unknown", "")]
    [InlineData("File5.cs", "Unrelated", "Head", "Head")]
    [InlineData("File5.cs", "namespace Acme", "namespace Acme.Deep", "")]
    [InlineData("File5.cs", "namespace Acme", "namespace Acme.Tensor", "Block Head Net")]
    [InlineData("Usings.cs", "global using System;", "", "Block Head Net")]
    [InlineData("Usings.cs", "global using", "// comment\nglobal using", "")]
    public void Read_AfterAnEdit_ReadsAgainWhatItCanReach(string path, string from, string to, string expected)
    {
        var before = Sources.Compile(Files);
        var first = Read(before);

        var second = Read(before.Edit(path, from, to));

        Assert.Equal(expected, ReadAgain(first, second));
    }

    [Theory]
    [InlineData("namespace Acme; class Other { public BlockOptions Options; }", "")]
    [InlineData("namespace Other; class Block;", "Block Net")]
    [InlineData("namespace Acme; static class Extensions { public static int Widen(this BlockOptions options) => 4; }", "")]
    [InlineData("namespace Acme; static class Extensions { public static int Width(this string text) => 4; }", "Block Head Net")]
    [InlineData("namespace Acme; static class Extensions { extension(string text) { public int Width => 4; } }", "Block Head Net")]
    [InlineData("global using System.Text;", "Block Head Net")]
    [InlineData("namespace System.Runtime.CompilerServices; class Anything;", "Block Head Net")]
    [InlineData("[assembly: System.CLSCompliant(false)]", "Block Head Net")]
    public void Read_AfterAFileIsAdded_ReadsAgainWhatItCanReach(string file, string expected)
    {
        var before = Sources.Compile(Files);
        var first = Read(before);

        var second = Read(before.AddSyntaxTrees(Sources.Parse("Added.cs", file)));
        var third = Read(before);

        Assert.Equal(expected, ReadAgain(first, second));
        Assert.Equal(expected, ReadAgain(second, third));
    }

    [Fact]
    public void Read_FilesInAnotherOrder_ReadsNothingAgain()
    {
        var before = Sources.Compile(Files);
        var first = Read(before);

        var second = Read(before.RemoveAllSyntaxTrees().AddSyntaxTrees(before.SyntaxTrees.Reverse()));

        Assert.Equal("", ReadAgain(first, second));
    }

    [Fact]
    public void Read_OtherReferenceOrOption_ReadsAllAgain()
    {
        var before = Sources.Compile(Files);
        var first = Read(before);

        var second = Read(before.WithOptions(before.Options.WithOverflowChecks(true)));
        var third = Read(before.WithOptions(before.Options.WithOverflowChecks(true)).Without("System.Xml"));

        Assert.Equal("Block Head Net", ReadAgain(first, second));
        Assert.Equal("Block Head Net", ReadAgain(second, third));
    }

    [Fact]
    public void Read_OneOfManyModelsEdited_ReadsThatOneOnly()
    {
        var before = Sources.Compile([Files[0], .. Enumerable.Range(0, 200).Select(index => Model($"Block{index}", "BlockOptions"))]);
        var first = Read(before);

        var second = Read(before.Edit("File7.cs", "RmsNorm(", "Frozen, RmsNorm("));

        Assert.Equal("Block6", ReadAgain(first, second));
    }

    private static string Model(string name, string options) => $$"""
        namespace Acme;
        [Model]
        public sealed partial class {{name}}({{options}} options)
        {
            [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }
            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """;

    private static SortedDictionary<string, ModelSpec?> Read(CSharpCompilation compilation)
    {
        var classes = compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            .Where(declaration => declaration.AttributeLists.Count > 0);
        return new(
            classes.ToDictionary(
                declaration => declaration.Identifier.Text,
                declaration => ModelMemory.Read(declaration, compilation, TestContext.Current.CancellationToken)),
            StringComparer.Ordinal);
    }

    private static string ReadAgain(SortedDictionary<string, ModelSpec?> before, SortedDictionary<string, ModelSpec?> after) =>
        string.Join(" ", after.Where(model => !ReferenceEquals(before[model.Key], model.Value) || model.Value is null).Select(model => model.Key));
}
