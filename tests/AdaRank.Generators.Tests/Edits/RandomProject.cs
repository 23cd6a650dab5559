using System.Globalization;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>A project of some files that depend on each other, and that somebody edits at random.</summary>
/// <remarks>
/// A file is a list of decisions from which its text follows, so that to change one of them is an edit: a constant gets another
/// value, a class another name, base or namespace, a model another component. Where all decisions are 0 the project is sound, and
/// most edits bring one back to that, so that it is never far off.
/// </remarks>
/// <param name="random">Decides everything, so that a seed tells a project and its edits.</param>
internal sealed class RandomProject(Random random)
{
    private const int Decisions = 16;
    private const int Unsound = 1 << 20;

    private static readonly string[] Usings =
        ["", "using Acme;", "using Other;", "using static Acme.Sizes1;", "using static Sizes2;", "using S = Acme.Sizes1;", "using Acme.Deep;", "using Options1 = Acme.Options2;"];

    private static readonly string[] Intruders =
    [
        "class Unrelated;", "class RmsNorm;", "class RmsNormAttribute : System.Attribute;", "namespace AdaRank { class Anything; }", "namespace Sizes1 { }",
        "static class Extensions { public static int Width(this object any) => 4; }", "namespace Deep { class Options1 { public int Width; } }",
        "class S { public const int A = 9; }", "struct Tensor;", "class Inner;", "class Options2 { public int Width; }",
    ];

    private static readonly string[] Globals =
        ["", "global using Acme;", "global using Other;", "global using static Acme.Sizes1;", "global using S = Acme.Sizes2;", "[assembly: System.CLSCompliant(true)]", "// nothing"];

    private readonly List<SourceFile> _removed = [];
    private int _next;

    private List<SourceFile> Present { get; } = [];

    /// <summary>The files now, paths with texts.</summary>
    public IEnumerable<(string Path, string Text)> Files => Present.Select(file => (file.Path, new Writer(file).Write()));

    /// <summary>Writes the first files.</summary>
    public void Begin()
    {
        foreach (var (kind, count) in new[] { ("Options", 3), ("Sizes", 2), ("Net", 4), ("Net part", 1), ("Options part", 1), ("Intruder", 1), ("Globals", 1) })
        {
            Present.AddRange(Enumerable.Range(1, count).Select(number => new SourceFile(NewPath(), kind, number, new int[Decisions])));
        }
    }

    /// <summary>Edits a file, or seldom adds, removes, renames or moves one.</summary>
    public void Edit()
    {
        var index = random.Next(Present.Count);
        var file = Present[index];
        switch (random.Next(20))
        {
            case < 3 when _removed.Count > 0:
                Present.Insert(random.Next(Present.Count + 1), _removed[0]);
                _removed.RemoveAt(0);
                break;
            case 3:
                Present.RemoveAt(index);
                _removed.Add(file);
                break;
            case 4:
                Present.RemoveAt(index);
                Present.Insert(random.Next(Present.Count + 1), file);
                break;
            case 5:
                Present[index] = file with { Path = NewPath() };
                break;
            case < 12 when Present.Exists(IsUnsound):
                index = Present.FindIndex(IsUnsound);
                Present[index] = Present[index].With(Array.FindIndex(Present[index].Choices, choice => choice != 0), 0);
                break;
            default:
                Present[index] = file.With(random.Next(Decisions), random.Next(Unsound));
                break;
        }
    }

    private static bool IsUnsound(SourceFile file) => file.Choices.Any(choice => choice != 0);

    private string NewPath() => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + random.Next(26))}{_next++}.cs");

    private sealed record SourceFile(string Path, string Kind, int Number, int[] Choices)
    {
        public SourceFile With(int index, int choice)
        {
            var choices = (int[])Choices.Clone();
            choices[index] = choice;
            return this with { Choices = choices };
        }
    }

    private sealed class Writer(SourceFile file)
    {
        private readonly string _number = file.Number.ToString(CultureInfo.InvariantCulture);
        private int _used;

        public string Write() => file.Kind == "Globals"
            ? Pick(Globals)
            : $"{Pick(Usings)}\n{Pick(Usings)}\n{Pick("namespace Acme;", "namespace Acme.Deep;", "", "namespace Other;")}\n{WriteClass()}\n";

        private string WriteClass() => file.Kind switch
        {
            "Options" => WriteOptions(),
            "Options part" => $$"""public partial class {{Pick("Options1", "Options2")}} { public {{Pick("int", "bool")}} {{Pick("More", "Width", "Narrow")}}; }""",
            "Sizes" => WriteSizes(),
            "Net part" => $$"""public partial class {{Pick("Net1", "Net2", "Other")}} { {{WriteComponent("Extra")}} }""",
            "Net" => WriteModel(),
            _ => Pick(Intruders),
        };

        private string WriteOptions()
        {
            var bases = file.Number == 3 ? Pick("", " : Options2") : Pick(" : Options3", "", " : Acme.Options3");
            return $$"""
                public {{Pick("partial ", "", "abstract partial ")}}class {{Pick("Options" + _number, "Choices")}}{{bases}}
                {
                    public {{Pick("int", "bool", "long", "short")}} {{Pick("Width", "Narrow")}}{{Pick(" { get; set; }", ";", " { get; set; } = 4;", " => 4;")}}
                    public {{Pick("bool", "int")}} Flag;
                    {{Pick("public", "internal", "private")}} const int Depth = {{Expression("Sizes1.A")}};
                }
                """;
        }

        private string WriteSizes() => $$"""
            public static class {{Pick("Sizes" + _number, "Numbers")}}
            {
                public const {{Pick("int", "short")}} A = {{Expression(file.Number == 1 ? "Sizes2.Wide" : "4")}};
                public const int {{Pick("Wide", "Width", "Narrow")}} = {{Expression("6")}};
                public static int Count() => {{Pick("4", "5")}};
            }
            """;

        private string WriteModel()
        {
            var constructor = Pick("(Options1 options)", "(Options2 options)", "(Options1 options, int width)", "(Acme.Options2 options)", "(Options1 options, int width = 3)", "");
            var bases = file.Number == 4 ? Pick(" : Net1(options)", "") : Pick("", " : Net2(options)");
            var child = Pick("", "[Repeat(Sizes1.A)] public partial Repeated<Net2> Row { get; }", "[Child] public partial Net2 Inner { get; }");
            child = file.Number == 3 && child.Length == 0 ? "[Child] public partial Net2 Inner { get; }" : child;
            return $$"""
                {{Pick("[Model]", "[Model(Names = CheckpointNames.Bert)]", "")}}
                public {{Pick("", "sealed ", "abstract ")}}{{Pick("partial ", "")}}class {{Pick("Net" + _number, "Net9")}}{{constructor}}{{bases}}
                {
                    {{WriteComponent("Up" + _number)}}
                    {{Pick("[RmsNorm(", "[LayerNorm(")}}{{Dimension()}})] public partial {{Pick("RmsNorm", "LayerNorm")}} {{Pick("Norm" + _number, "Norm")}} { get; }
                    {{child}}
                    {{(bases.Length > 0 ? "" : "public Tensor Forward(Tensor x) => " + Pick("x", "-x") + ";")}}
                }
                """;
        }

        private string WriteComponent(string name) =>
            $$"""[Linear({{Dimension()}}, {{Pick("4", "8")}}){{Pick("", ", LowRank(\"a\")", ", Frozen", ", When(\"Flag\")")}}] public partial Linear{{Pick("", "?")}} {{Pick(name, "Down")}} { get; }""";

        private string Dimension()
        {
            string[] all = ["nameof(options.Width)", "Sizes1.A", "Options1.Depth", "Acme.Sizes2.A", "\"Width\"", "\"Depth\"", "4", "A", "Wide", "S.A"];
            return all[(Choice() + file.Number) % all.Length];
        }

        private string Expression(string sound) => Pick(sound, "5", "8", "7 / 2", "Sizes1.A", "1 + Acme.Sizes1.A", "Sizes2.A", "S.A", "A", "Options2.Depth", "Options1.Depth + 1", "4L");

        private string Pick(params string[] from) => from[Choice() % from.Length];

        private int Choice() => file.Choices[_used++ % Decisions];
    }
}
