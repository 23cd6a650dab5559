using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>Edits outside the file of a model by each of which another meaning reaches it.</summary>
internal static class SoundnessCases
{
    private const string Net = "[Model] public sealed partial class Net";
    private const string Forward = "public Tensor Forward(Tensor x) => x;";

    public static readonly IReadOnlyDictionary<string, SoundnessCase> All = new Dictionary<string, SoundnessCase>(StringComparer.Ordinal)
    {
        ["constant"] = new("= 4", "= 5", "public static class Sizes { public const int Wide = 4; }", NormOf("Sizes.Wide")),
        ["constant by using static"] = new(
            "= 4", "= 5", "namespace Acme; public static class Sizes { public const int Wide = 4; }", "using static Acme.Sizes;\n" + NormOf("Wide")),
        ["constant by alias"] = new(
            "= 4", "= 5", "namespace Acme; public static class Sizes { public const int Wide = 4; }", "using S = Acme.Sizes;\n" + NormOf("S.Wide")),
        ["constant by global using static"] = new(
            "= 4",
            "= 5",
            "namespace Acme; public static class Sizes { public const int Wide = 4; }",
            "global using static Acme.Sizes;",
            NormOf("Wide")),
        ["constant of a constant by global using static"] = new(
            "= 4",
            "= 5",
            "namespace Acme; public class Sizes { public const int Narrow = 4; }",
            "namespace Acme; public class Special { public const int Wide = 2 * Sizes.Narrow; }",
            "global using static Acme.Special;",
            NormOf("Wide")),
        ["global alias"] = new(
            "= Acme.Narrow",
            "= Acme.Broad",
            "global using Sizes = Acme.Narrow;",
            "namespace Acme; class Narrow { public const int Wide = 4; } class Broad { public const int Wide = 5; }",
            NormOf("Sizes.Wide")),
        ["constant by global::"] = new("= 4", "= 5", "namespace Acme; class Sizes { public const int Wide = 4; }", NormOf("global::Acme.Sizes.Wide")),
        ["constant of a constant of a constant"] = new(
            "= 4",
            "= 5",
            "class First { public const int A = 4; }",
            "class Second { public const int B = First.A + 1; }",
            "class Third { public const int C = 2 * Second.B; }",
            NormOf("Third.C")),
        ["constant, an integer or not inside"] = new(
            "7 / 2.0", "7 / 2", "class Sizes { public const int Wide = (int)(2 * (7 / 2.0)); }", NormOf("Sizes.Wide")),
        ["constant by an escaped name"] = new(
            "= 4", "= 5", "class @event { public const int @class = 4; }", NormOf("\\u0065vent.@class").Replace("\\\\", "\\", StringComparison.Ordinal)),
        ["constant of an enumeration"] = new(
            "Mine = CheckpointNames.Llama",
            "Mine = CheckpointNames.Bert",
            "class Policies { public const CheckpointNames Mine = CheckpointNames.Llama; }",
            $$"""[Model(Names = Policies.Mine)] public sealed partial class Net { [Attention(4, 2)] public partial MultiHeadAttention Attention { get; } {{Forward}} }"""),
        ["value of an enumeration"] = new("A = 4", "A = 5", "enum Sizes { A = 4 }", NormOf("(int)Sizes.A")),
        ["constant of a nested class, by a base of the base"] = new(
            "= 4",
            "= 5",
            "[Model] public abstract partial class Root { public static class Sizes { public const int Wide = 4; } public abstract Tensor Forward(Tensor x); }",
            "[Model] public abstract partial class Middle : Root;",
            "[Model] public sealed partial class Net : Middle { [RmsNorm(Sizes.Wide)] public partial RmsNorm Norm { get; } public override Tensor Forward(Tensor x) => x; }"),
        ["constant of a base that is taken away"] = new(
            " : Sizes",
            "",
            "public class Sizes { public const int Wide = 4; }",
            "public class Outer : Sizes;",
            "partial class Host : Outer { " + NormOf("Wide") + " }"),
        ["property of options"] = new("int Width", "string Width", "class Options { public int Width { get; set; } }", OptionNet("Options")),
        ["property of the base of options"] = new(
            "int Width", "string Width", "class Base { public int Width { get; set; } }", "class Options : Base;", OptionNet("Options")),
        ["property of an interface of options"] = new(
            "int Width", "string Width", "interface IWide { int Width { get; } }", "interface IOptions : IWide;", OptionNet("IOptions")),
        ["property of options of another arity"] = new(
            "class Options<T> {", "class Options<T> { public int Width;", "class Options { public int Width; }", "class Options<T> { }", OptionNet("Options<int>")),
        ["property of verbatim options"] = new("int Width", "string Width", "class @class { public int Width { get; set; } }", OptionNet("@class")),
        ["property of options in a part of its own"] = new(
            "int Width", "string Width", "partial class Options { public int Width { get; set; } }", "partial class Options;", OptionNet("Options")),
        ["visibility of options"] = new("internal", "public", "internal sealed class Options { public int Width { get; set; } }", OptionNet("Options")),
        ["options become a record"] = new("class", "record", "public class NetOptions { public int Width { get; set; } }", OptionNet("NetOptions")),
        ["what a constraint promises"] = new(
            "int Wide",
            "bool Wide",
            "interface IDims { static abstract int Wide { get; } }",
            "interface ISizes : IDims;",
            $$"""{{Net}}<T> where T : ISizes { [RmsNorm("Wide")] public partial RmsNorm Norm { get; } {{Forward}} }"""),
        ["constructor of a nested model"] = new(
            "(Options options)", "(int size, Options options)", "class Options { public int Width; }", InnerNet("(Options options)"), Nesting),
        ["default of a parameter of a nested model"] = new(
            "int size = 3", "int size", "class Options { public int Width; }", InnerNet("(Options options, int size = 3)"), Nesting),
        ["attribute of a nested model"] = new("[Model]", "", "class Options { public int Width; }", InnerNet("(Options options)"), Nesting),
        ["name in a base model"] = new(
            "partial RmsNorm Other",
            "partial RmsNorm Norm2, ",
            "[Model] public abstract partial class Base { [RmsNorm(4)] public partial RmsNorm Other { get; } public abstract Tensor Forward(Tensor x); }",
            "[Model] public sealed partial class Net : Base { [RmsNorm(4), CheckpointName(\"norm2\")] public partial RmsNorm Norm { get; } public override Tensor Forward(Tensor x) => x; }"),
        ["attribute in another part"] = new("[RmsNorm(4)]", "[RmsNorm(5)]", "partial class Net { [RmsNorm(4)] public partial RmsNorm B { get; } }", NormOf("4")),
        ["modifier in another part"] = new("partial class", "class", "partial class Net;", NormOf("4")),
        ["base in another part"] = new(
            " : Base", "", "partial class Net : Base;", "[Model] public abstract partial class Base { public Tensor Forward(Tensor x) => x; }", $"{Net};"),
        ["word in a body in another part"] = new(
            "=> null!",
            "=> field",
            "partial class Net { public TorchSharp.Modules.Linear Extra { get => null!; } }",
            "[Model(Generate = GeneratedParts.Catalogue)] public sealed partial class Net() : nn.Module<Tensor, Tensor>(\"x\") { public override Tensor forward(Tensor x) => x; }"),
        ["nullable directive in another part"] = new(
            "partial class Net", "\n#nullable disable\npartial class Net", OptionalPart, "class Options { public bool Flag; }", NormOf("4", "(Options options)")),
        ["comment that says generated, in another part"] = new(
            "partial class Net", "// <auto-generated/>\npartial class Net", OptionalPart, "class Options { public bool Flag; }", NormOf("4", "(Options options)")),
        ["containing type in another part"] = new("partial class", "class", "partial class Host;", "partial class Host { " + NormOf("4") + " }"),
        ["part added"] = SoundnessCase.Adding("partial class Net { [RmsNorm(4)] public partial RmsNorm B { get; } }", NormOf("4")),
        ["part of options added"] = SoundnessCase.Adding(
            "partial class Options { public int Width; }", "partial class Options { }", OptionNet("Options")),
        ["type added that hides one of a using"] = SoundnessCase.Adding(
            "namespace Acme; class RmsNorm;", "namespace Acme;\n" + NormOf("4")),
        ["type added in an outer namespace that hides one of a using"] = SoundnessCase.Adding(
            "namespace Acme; class RmsNorm;", "namespace Acme.Models;\n" + NormOf("4")),
        ["type added in the global namespace that hides one of a using"] = SoundnessCase.Adding("class RmsNorm;", NormOf("4")),
        ["type added that hides an attribute, whose suffix is not said"] = SoundnessCase.Adding(
            "namespace Acme; class RmsNormAttribute(int width) : System.Attribute;", "namespace Acme;\n" + NormOf("4")),
        ["type added in a namespace that is used"] = SoundnessCase.Adding(
            "namespace Other; class Options { public int Width; }", "namespace Other; class Unused;", "using Other;\n" + OptionNet("Options")),
        ["namespace added that hides one"] = SoundnessCase.Adding(
            "namespace Acme.AdaRank.Deep { class Unused; }", "namespace Acme;\n" + NormOf("4").Replace("RmsNorm(", "AdaRank.Annotations.RmsNorm(", StringComparison.Ordinal)),
        ["namespace added without types that hides one"] = SoundnessCase.Adding(
            "namespace Acme.AdaRank { }", "namespace Acme;\n" + NormOf("4").Replace("RmsNorm(", "AdaRank.Annotations.RmsNorm(", StringComparison.Ordinal)),
        ["namespace added that hides a type"] = SoundnessCase.Adding(
            "namespace Acme.Models { namespace Sizes { class Unused; } }",
            "namespace Acme; class Sizes { public const int Wide = 4; }",
            "namespace Acme.Models;\n" + NormOf("Sizes.Wide")),
        ["global using added"] = SoundnessCase.Adding(
            "global using Other;", "namespace Other; class Options { public int Width; }", OptionNet("Options")),
        ["global using added that makes a name ambiguous"] = SoundnessCase.Adding(
            "global using Other;",
            "namespace Other; class Options { public int Width; }",
            "namespace Another; class Options { public int Width; }",
            "using Another;\n" + OptionNet("Options")),
        ["namespace of options moved"] = new(
            "namespace Acme", "namespace Other", "namespace Acme; class Options { public int Width; }", "namespace Acme;\n" + OptionNet("Options")),
        ["options renamed"] = new("class Options", "class Choices", "class Options { public int Width; }", OptionNet("Options")),
        ["options removed"] = new(
            compilation => compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Single(tree => tree.FilePath == "File0.cs")),
            "class Options { public int Width; }",
            OptionNet("Options")),
        ["references removed"] = new(
            compilation => compilation.RemoveReferences(compilation.References.Where(
                reference => Path.GetFileNameWithoutExtension(reference.Display) == "AdaRank.Runtime")),
            NormOf("4")),
        ["nullable switched off"] = new(
            compilation => compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)),
            "class Options { public bool Flag; }",
            OptionalPart.Replace("partial class Net {", "[Model] partial class Net(Options options) { " + Forward, StringComparison.Ordinal)),
        ["parts in another order"] = new(
            compilation => compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse()),
            "partial class Net { private readonly TorchSharp.Modules.Linear _b = nn.Linear(4, 4); }",
            "[Model(Generate = GeneratedParts.Catalogue)] public sealed partial class Net() : nn.Module<Tensor, Tensor>(\"x\") { private readonly TorchSharp.Modules.Linear _a = nn.Linear(4, 4); public override Tensor forward(Tensor x) => x; }"),
        ["file of a part renamed"] = new(
            compilation => compilation.ReplaceSyntaxTree(
                compilation.SyntaxTrees.Single(tree => tree.FilePath == "File0.cs"),
                compilation.SyntaxTrees.Single(tree => tree.FilePath == "File0.cs").WithFilePath("Z.cs")),
            "partial class Net { [RmsNorm(4)] public partial RmsNorm A { get; } }",
            "partial class Net { [RmsNorm(4)] public partial RmsNorm B { get; } }",
            NormOf("4")),
    };

    private const string OptionalPart =
        "partial class Net { [RmsNorm(4), When(nameof(options.Flag))] public partial RmsNorm Optional { get; } }";

    private const string Nesting =
        $$"""{{Net}}(Options options) { [Child] public partial Inner Inner { get; } {{Forward}} }""";

    private static string NormOf(string width, string constructor = "") =>
        $$"""{{Net}}{{constructor}} { [RmsNorm({{width}})] public partial RmsNorm Norm { get; } {{Forward}} }""";

    private static string OptionNet(string options) =>
        $$"""{{Net}}({{options}} options) { [RmsNorm("Width")] public partial RmsNorm Norm { get; } {{Forward}} }""";

    private static string InnerNet(string constructor) =>
        $$"""[Model] public sealed partial class Inner{{constructor}} { [RmsNorm(4)] public partial RmsNorm Norm { get; } {{Forward}} }""";
}

/// <summary>A project and an edit of it.</summary>
internal sealed class SoundnessCase
{
    /// <param name="edit">The edit.</param>
    /// <param name="files">The files before.</param>
    public SoundnessCase(Func<CSharpCompilation, CSharpCompilation> edit, params string[] files) => (Apply, Files) = (edit, files);

    /// <param name="from">What is replaced, in the first file that has it.</param>
    /// <param name="to">By what.</param>
    /// <param name="files">The files before.</param>
    public SoundnessCase(string from, string to, params string[] files)
        : this(
            compilation => Harness.Sources.Edit(
                compilation,
                compilation.SyntaxTrees.First(tree => tree.FilePath != "Usings.cs" && tree.ToString().Contains(from, StringComparison.Ordinal)).FilePath, from, to),
            files)
    {
    }

    public Func<CSharpCompilation, CSharpCompilation> Apply { get; }

    public IReadOnlyList<string> Files { get; }

    public static SoundnessCase Adding(string added, params string[] files) =>
        new(compilation => compilation.AddSyntaxTrees(Harness.Sources.Parse("Added.cs", added)), files);
}
