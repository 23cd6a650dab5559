using System.Text;

namespace AdaRank.Generators.Tests.Models;

/// <summary>Writes models at random: most are sound, many are broken in one place or in several, and some are not C#.</summary>
/// <param name="random">Decides everything, so that a seed tells a source.</param>
internal sealed class RandomModels(Random random)
{
    private static readonly string[] Names =
    [
        "Query", "Key", "Value", "Output", "Norm", "Blocks", "Head", "Table", "@event", "Ä", "Query2", "forward", "Catalogue", "Attention",
        "AttentionNorm", "query", "options", "_", "Net0", "Net1", "ListParameters",
    ];

    private static readonly string[] Dimensions =
    [
        "4", "4", "8", "8", "1", "0", "-1", "nameof(options.Width)", "nameof(options.Width)", "nameof(options.Hidden)", "nameof(options.Tokens)",
        "nameof(Depth)", "\"Widht\"", "\"\"", "null", "3.5", "nameof(options)", "nameof(width)", "int.MaxValue", "\"a.b\"", "'c'", "Depth", "unknown",
    ];

    private static readonly string[] Kinds =
    [
        "Linear({0}, {1})", "Linear({0}, {1})", "Linear({0}, {1}, Bias = true)", "Linear({0}, {1}, BiasFrom = nameof(options.Flag))", "Linear({0})", "Linear",
        "Embedding({0}, {1})", "RmsNorm({0})", "RmsNorm({0}, Epsilon = double.NaN)", "LayerNorm({0}, Bias = false)", "Conv1d({0}, {1}, 3)",
        "Conv2d({0}, {1}, 3, 2, Groups = 2)", "Conv2d({0}, {1}, {0}, StrideFrom = {1})", "Dropout(0.5)", "Dropout({0})",
        "Attention({0}, {1})", "Attention({0}, {1}, KeyHeads = 2, Causal = true)", "Rotary({0}, {1})", "Weight({0}, {1})", "Weight", "Weight({0}, {1}, {0})",
        "Buffer({0}, Persistent = false)", "Buffer(new object[0])", "Weight(null)", "Repeat({0})", "Child", "Missing({0})",
    ];

    private static readonly string[] Types =
    [
        "Linear", "Linear", "Linear?", "Embedding", "RmsNorm", "LayerNorm", "Conv1d", "Conv2d", "Dropout", "MultiHeadAttention", "RotaryCache",
        "TorchSharp.Modules.Parameter", "Tensor", "Repeated<Net0>", "Repeated<Net1>", "Net0", "Net1?", "Repeated<Linear>", "T", "int", "Nothing", "Linear[]",
        "(Linear, Linear)", "Repeated<>", "dynamic",
    ];

    private static readonly string[] Extras =
    [
        "LowRank(\"a\")", "LowRank(\"a\")", "LowRank(\"\")", "LowRank(null)", "LowRank(\"a\", Output = new[] { 0, 1 })", "LowRank(\"a\", Reduce = new[] { 7 })",
        "LowRank(\"a\", Reduce = null)", "FullRank", "Frozen", "Decay(0.1)", "Decay(-1)", "LearningRate(double.PositiveInfinity)", "TiedTo(nameof(Table))",
        "TiedTo(\"Head\")", "TiedTo(null)", "TiedTo(nameof(Table), When = nameof(options.Flag))", "When(nameof(options.Flag))", "When(\"Flag\", Is = false)",
        "When(null)", "When(nameof(options.Width))", "CheckpointName(\"a.b\")", "CheckpointName(\"\")", "CheckpointName(\"a..b\")", "CheckpointName(\"a\")",
        "CheckpointName(null)", "CheckpointName(\"{0}\\\"\\\\\")", "System.Obsolete",
    ];

    private static readonly string[] Accessors =
        ["{ get; }", "{ get; }", "{ get; }", "{ get; }", "{ get; }", "{ get; }", "{ get; set; }", "{ get; init; }", "=> null!;", "{ get => null!; }", "{ }", "", "{ get"];

    private static readonly string[] PropertyModifiers =
        ["public partial", "public partial", "public partial", "internal partial", "partial", "private protected partial", "public static partial", "public", "public virtual partial", "public required partial"];

    private static readonly string[] ModelArguments =
    [
        "", "", "", "(Names = CheckpointNames.Llama)", "(Names = CheckpointNames.Bert)", "(Names = (CheckpointNames)99)", "(Generate = GeneratedParts.Module)",
        "(Generate = GeneratedParts.Catalogue)", "(Generate = GeneratedParts.None)", "(Generate = (GeneratedParts)64)", "(Names = )", "(1)",
    ];

    private static readonly string[] ClassModifiers =
        ["public sealed partial class", "public sealed partial class", "public partial class", "internal partial class", "public abstract partial class", "partial class", "public class", "public static partial class", "public partial record", "file partial class", "public partial struct"];

    private static readonly string[] Constructors =
        ["(Options options)", "(Options options)", "(Options options, int width)", "(int width)", "()", "", "(Options? options)", "(ref Options options)", "(T options)", "(System.Func<T> create, Options options)", "(Missing options)", "(params int[] width)", "(Options options", "(Options2 options)", "(dynamic options)"];

    private static readonly string[] Bases =
        ["", "", "", "", "", " : Net0(options)", " : Net1", " : nn.Module<Tensor, Tensor>(\"x\")", " : System.Exception", " : Missing", " : AdaRank.Models.Model<Tensor, Tensor>", " : ICataloguedModel"];

    private static readonly string[] TypeParameters =
        ["", "", "", "", "<T>", "<T, @class>", "<in T>"];

    private static readonly string[] Constraints =
        ["", " where T : Options", " where T : nn.Module<Tensor, Tensor>, IModelFactory<T, Options>", " where T : new()", " where T : T", " where T : nn.Module, ICataloguedModel, new()"];

    private static readonly string[] Forwards =
    [
        "public Tensor Forward(Tensor x) => x;", "public Tensor Forward(Tensor x) => x;", "public Tensor Forward(Tensor x) => x;",
        "public override Tensor Forward(Tensor x) => x;", "public abstract Tensor Forward(Tensor x);", "public (Tensor, Tensor) Forward(Tensor x, int @in = 3) => (x, x);",
        "public Tensor? Forward(Tensor x) => x;", "public Tensor Forward() => null!;", "Tensor Forward(Tensor x) => x;", "public Tensor Forward(Tensor x", "",
        "public Missing Forward(Missing x) => x;", "public T Forward(T x) => x;", "public int Forward;", "public Tensor Forward(params Tensor[] x) => x[0];",
    ];

    /// <summary>One file.</summary>
    public string Write()
    {
        var code = new StringBuilder("""
            using AdaRank.Annotations;
            using AdaRank.Layers;
            using AdaRank.Models;
            using static TorchSharp.torch;

            """);
        code.Append(Chance(50) ? "namespace Acme;\n" : "").Append(Chance(5) ? "#nullable disable\n" : "");
        code.Append("public class Options { public int Width { get; set; } = 4; public short Hidden; public long Tokens; public bool Flag; public double Rate; }\n");
        code.Append("public record Options2(int Width, int Hidden, bool Flag = true);\n");
        var count = random.Next(1, 4);
        for (var index = 0; index < count; index++)
        {
            WriteClass(code, $"Net{index}");
        }

        var text = code.ToString();
        return Chance(8) ? Damage(text) : Chance(5) ? text.Replace(" ", Chance(50) ? "\t \n" : " /* } */ ", StringComparison.Ordinal) : text;
    }

    private void WriteClass(StringBuilder code, string name)
    {
        var isInside = Chance(10);
        code.Append(isInside ? (Chance(50) ? "public static partial class Outer<T> {\n" : "partial interface Outer {\n") : "");
        var typeParameters = Chance(25) ? Pick(TypeParameters) : "";
        code.Append("[Model").Append(Mostly(ModelArguments)).Append(Chance(12) ? ", " + Pick(Extras) : "").Append("]\n");
        code.Append(Mostly(ClassModifiers)).Append(' ').Append(name).Append(typeParameters).Append(Mostly(Constructors)).Append(Chance(30) ? Pick(Bases) : "");
        code.Append(typeParameters.Contains('T', StringComparison.Ordinal) ? Pick(Constraints) : "").Append("\n{\n    private const int Depth = 2;\n");
        var count = random.Next(0, 6);
        for (var index = 0; index < count; index++)
        {
            WriteProperty(code);
        }

        code.Append("    ").Append(Mostly(Forwards)).Append("\n}\n").Append(isInside ? "}\n" : "");
    }

    private void WriteProperty(StringBuilder code)
    {
        var index = Chance(85) ? random.Next(Sound.Length) : -1;
        var (kind, type) = index < 0 ? (Pick(Kinds), Pick(Types)) : Sound[index];
        var attribute = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, kind.Replace("{ ", "{{ ", StringComparison.Ordinal), Mostly(Dimensions), Mostly(Dimensions));
        code.Append("    [").Append(attribute);
        for (; Chance(25);)
        {
            code.Append(", ").Append(Pick(Extras));
        }

        code.Append("] ").Append(Mostly(PropertyModifiers)).Append(' ').Append(type).Append(' ').Append(Pick(Names)).Append(' ').Append(Mostly(Accessors)).Append('\n');
    }

    /// <summary>Kinds with the types that fit them.</summary>
    private static readonly (string Kind, string Type)[] Sound =
    [
        ("Linear({0}, {1})", "Linear"), ("Linear({0}, {1}, Bias = true)", "Linear"), ("Embedding({0}, {1})", "Embedding"), ("RmsNorm({0})", "RmsNorm"),
        ("LayerNorm({0})", "LayerNorm"), ("Conv1d({0}, {1}, 3)", "Conv1d"), ("Conv2d({0}, {1}, 3)", "Conv2d"), ("Dropout(0.5)", "Dropout"),
        ("Attention({0}, {1})", "MultiHeadAttention"), ("Rotary({0}, {1})", "RotaryCache"), ("Weight({0}, {1})", "TorchSharp.Modules.Parameter"),
        ("Buffer({0})", "Tensor"), ("Linear({0}, {1}), When(nameof(options.Flag))", "Linear?"), ("Repeat(2)", "Repeated<Net0>"), ("Child", "Net1"), ("Child", "T"),
    ];

    private static readonly string[] Debris = ["{", "}", "(", ")", "[", "]", ";", "\"", "class", "<", ">", "partial", "#if X", "\0", "=", "/*", "namespace", "\ud800"];

    /// <summary>Takes something out, or puts something in, where it does not belong.</summary>
    private string Damage(string text)
    {
        var start = random.Next(text.Length);
        return Chance(50)
            ? text.Remove(start, Math.Min(random.Next(1, 20), text.Length - start))
            : text.Insert(start, Pick(Debris));
    }

    /// <summary>The first two choices most of the time.</summary>
    private string Mostly(string[] choices) => Chance(80) ? choices[random.Next(2)] : Pick(choices);

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private bool Chance(int percent) => random.Next(100) < percent;
}
