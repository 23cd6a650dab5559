using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Models;

public sealed class NestedModelTests
{
    private const string Outer = """
        [Model]
        public sealed partial class Outer(string title, int width)
        {
            [Repeat(2)] public partial Repeated<Inner> Inners { get; }
            public Tensor Forward(Tensor x) => Inners[0].call(x);
        }
        """;

    private const string Inner = """
        [Model]
        public sealed partial class Inner(int width)
        {
            [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; }
            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """;

    [Fact]
    public async Task Emit_ModelOfAnotherAssembly_IsBuiltAndCatalogued()
    {
        var library = Sources.Compile(Inner).WithAssemblyName("Library");

        var run = GeneratorRun.Of(Sources.Compile(Outer).AddReferences(GeneratorRun.Of(library).ToReference()));

        Assert.Empty(await run.AnalyzeAsync());
        Assert.DoesNotContain(run.CompilerMessages, message => !message.Contains("CS9113", StringComparison.Ordinal));
        Assert.Contains("_ => new global::Inner(width)", run.Files["Outer.Model.g.cs"], StringComparison.Ordinal);
        Assert.Contains("global::Inner.Catalogue.Under(\"inners.*\", \"Inners.*\")", run.Files["Outer.Model.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Rerun_ConstructorOfTheNestedModelEdited_RewritesTheOuterOne()
    {
        var compilation = Sources.Compile(Outer, Inner);
        var first = GeneratorRun.Of(compilation);

        var second = first.On(compilation.Edit("File1.cs", "Inner(int width)", "Inner(string title, int width)"));

        Assert.Contains("new global::Inner(width)", first.Files["Outer.Model.g.cs"], StringComparison.Ordinal);
        Assert.Contains("new global::Inner(title, width)", second.Files["Outer.Model.g.cs"], StringComparison.Ordinal);
    }
}
