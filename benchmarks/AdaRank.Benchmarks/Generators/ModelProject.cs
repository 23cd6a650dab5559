using System.Globalization;
using AdaRank.Generators.Models;
using AdaRank.Generators.Native;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Benchmarks.Generators;

/// <summary>A project with models, each a block of a LLaMA with nine components, in a file of its own.</summary>
public sealed class ModelProject
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>Everything that an application of AdaRank references.</summary>
    /// <remarks>By file name: to name a type of the runtime would load it, and with it libtorch, which is not needed here.</remarks>
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => IsReferenced(Path.GetFileNameWithoutExtension(path)))
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
        Compilation = _references.AddSyntaxTrees(_trees);
        UnrelatedEdit = new Edits(_unrelated, "41", "42", "43");
        DeclarationEdit = new Edits(_unrelated, "Answer", "Reply", "Response");
        SharedEdit = new Edits(_trees[0], "sealed class", "class", "partial class");
        BodyEdit = new Edits(_trees[2], "return x + Down", "return x - Down", "return x * Down");
        ModelEdit = new Edits(_trees[2], "LowRank(\"mlp\")", "LowRank(\"feed-forward\")", "LowRank(\"ffn\")");

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

    /// <summary>Edits of a method's body in a file without models.</summary>
    public Edits UnrelatedEdit { get; }

    /// <summary>Edits of a method's name in a file without models.</summary>
    public Edits DeclarationEdit { get; }

    /// <summary>Edits of the modifiers of the options that all models take.</summary>
    public Edits SharedEdit { get; }

    /// <summary>Edits of a method's body in the file of a model.</summary>
    public Edits BodyEdit { get; }

    /// <summary>Edits of annotations of a model.</summary>
    public Edits ModelEdit { get; }

    /// <summary>The generators before they have run.</summary>
    public static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [
            new ModelGenerator().AsSourceGenerator(), new NativeLoaderGenerator().AsSourceGenerator(), new PluginGenerator().AsSourceGenerator(),
        ],
        parseOptions: ParseOptions);

    /// <summary>The project, parsed, with nothing else known of it: neither its types nor its attributes, and no file that a generator has seen.</summary>
    public CSharpCompilation NewCompilation() =>
        _references.AddSyntaxTrees(_trees.Select(static tree =>
            CSharpSyntaxTree.Create((CSharpSyntaxNode)tree.GetRoot(), ParseOptions, tree.FilePath, System.Text.Encoding.UTF8)));

    /// <summary>The project after an edit.</summary>
    /// <param name="edits">What is edited.</param>
    public CSharpCompilation Edit(Edits edits) => Compilation.ReplaceSyntaxTree(edits.Original, edits.Next());

    private static bool IsReferenced(string assembly) =>
        (assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || assembly.StartsWith("AdaRank.", StringComparison.Ordinal)
            || assembly.StartsWith("TorchSharp", StringComparison.Ordinal))
        && assembly is not ("AdaRank.Benchmarks" or "AdaRank.Generators");

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
