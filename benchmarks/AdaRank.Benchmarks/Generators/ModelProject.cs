using System.Globalization;
using AdaRank.Annotations;
using AdaRank.Composition;
using AdaRank.Generators.Models;
using AdaRank.Generators.Native;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace AdaRank.Benchmarks.Generators;

/// <summary>A project with models, each a block of a LLaMA with nine components, in a file of its own.</summary>
public sealed class ModelProject
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>Everything that an application of AdaRank references.</summary>
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Concat(new[]
            {
                typeof(ModelAttribute), typeof(torch), typeof(AdaRankBuilder), typeof(Banks.BankView), typeof(IServiceCollection),
                typeof(ServiceProvider), typeof(IOptions<>), typeof(Plugins.Rank.RankPlugins), typeof(Plugins.Steps.StepPlugins),
                typeof(Plugins.Projection.ProjectionPlugins),
            }.Select(static type => type.Assembly.Location))
            .Distinct(StringComparer.Ordinal)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _references;
    private readonly SyntaxTree[] _trees;
    private readonly SyntaxTree _unrelated = Parse("namespace Acme; internal static class Unrelated { public static int Answer() => 41; }", "Unrelated.cs");

    /// <summary>Writes and parses the files.</summary>
    /// <param name="models">How many models.</param>
    public ModelProject(int models)
    {
        _trees = [Parse(Options, "BlockOptions.cs"), _unrelated, .. Enumerable.Range(0, models).Select(static number => Parse(Block(number), FileOf(number)))];
        _references = CSharpCompilation.Create(
            "Acme", references: References, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Compilation = NewCompilation();
        AfterUnrelatedEdit = Parse("namespace Acme; internal static class Unrelated { public static int Answer() => 42; }", "Unrelated.cs");
        AfterBodyEdit = Parse(Block(0).Replace("return x + Down", "return x - Down", StringComparison.Ordinal), FileOf(0));
        AfterModelEdit = Parse(Block(0).Replace("LowRank(\"mlp\")", "LowRank(\"feed-forward\")", StringComparison.Ordinal), FileOf(0));

        Driver = NewDriver().RunGenerators(Compilation);
        var result = Driver.GetRunResult();
        var errors = NewCompilation().AddSyntaxTrees(result.GeneratedTrees).GetDiagnostics().Where(static message => message.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0 || result.GeneratedTrees.Length < 2 * models)
        {
            throw new InvalidOperationException($"The project does not compile, or nothing was generated for it: {errors.FirstOrDefault()}");
        }
    }

    /// <summary>The project.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The generators after they have run over the project.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>A file without models, with another method body.</summary>
    public SyntaxTree AfterUnrelatedEdit { get; }

    /// <summary>The file of a model, with another method body.</summary>
    public SyntaxTree AfterBodyEdit { get; }

    /// <summary>The file of a model, with other annotations.</summary>
    public SyntaxTree AfterModelEdit { get; }

    /// <summary>The generators before they have run.</summary>
    public static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [
            new ModelGenerator().AsSourceGenerator(), new NativeLoaderGenerator().AsSourceGenerator(), new PluginGenerator().AsSourceGenerator(),
        ],
        parseOptions: ParseOptions);

    /// <summary>The project, parsed, with nothing else known of it: neither its types nor its attributes.</summary>
    public CSharpCompilation NewCompilation() => _references.AddSyntaxTrees(_trees);

    /// <summary>The project after an edit.</summary>
    /// <param name="edited">The file after the edit.</param>
    public CSharpCompilation Edit(SyntaxTree edited) =>
        Compilation.ReplaceSyntaxTree(_trees.First(tree => tree.FilePath == edited.FilePath), edited);

    private static string FileOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Block{number}.cs");

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, System.Text.Encoding.UTF8);

    private const string Options = """
        namespace Acme;

        public sealed class BlockOptions
        {
            public int Width { get; set; } = 256;
            public int KvWidth { get; set; } = 128;
            public int Hidden { get; set; } = 688;
            public int Heads { get; set; } = 8;
            public int KvHeads { get; set; } = 4;
            public double NormEpsilon { get; set; } = 1e-5;
        }
        """;

    private static string Block(int number) => $$"""
        using AdaRank.Annotations;
        using AdaRank.Layers;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn.functional;

        namespace Acme;

        [Model(Names = CheckpointNames.Llama)]
        public sealed partial class Block{{number.ToString(CultureInfo.InvariantCulture)}}(BlockOptions options)
        {
            [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm AttentionNorm { get; }
            [Linear(nameof(options.Width), nameof(options.Width)), LowRank("attention")] public partial Linear Query { get; }
            [Linear(nameof(options.Width), nameof(options.KvWidth)), LowRank("attention")] public partial Linear Key { get; }
            [Linear(nameof(options.Width), nameof(options.KvWidth)), LowRank("attention")] public partial Linear Value { get; }
            [Linear(nameof(options.Width), nameof(options.Width)), LowRank("attention")] public partial Linear Output { get; }
            [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm MlpNorm { get; }
            [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Gate { get; }
            [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Up { get; }
            [Linear(nameof(options.Hidden), nameof(options.Width)), LowRank("mlp")] public partial Linear Down { get; }

            public Tensor Forward(Tensor x, RotaryCache rotary)
            {
                x = x + Attend(AttentionNorm.Forward(x), rotary);
                var h = MlpNorm.Forward(x);
                return x + Down.Forward(silu(Gate.Forward(h)) * Up.Forward(h));
            }

            private Tensor Attend(Tensor x, RotaryCache rotary)
            {
                var query = rotary.Rotate(Attention.SplitHeads(Query.Forward(x), options.Heads));
                var key = rotary.Rotate(Attention.SplitHeads(Key.Forward(x), options.KvHeads));
                var value = Attention.SplitHeads(Value.Forward(x), options.KvHeads);
                return Output.Forward(Attention.Causal(query, key, value));
            }
        }
        """;
}
