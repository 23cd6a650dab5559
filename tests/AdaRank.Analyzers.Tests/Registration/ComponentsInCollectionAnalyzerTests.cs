using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Registration.ComponentsInCollectionAnalyzer>;
using Fix = AdaRank.Analyzers.Tests.Harness.Verify<
    AdaRank.Analyzers.Registration.ComponentsInCollectionAnalyzer, AdaRank.Analyzers.CodeFixes.Registration.UseModuleListFix>;

namespace AdaRank.Analyzers.Tests.Registration;

public sealed class ComponentsInCollectionAnalyzerTests
{
    private const string Tail = """

            public override Tensor forward(Tensor x) => x;
        }
        """;

    [Theory]
    [InlineData("private readonly List<Linear> [|layers|] = new();")]
    [InlineData("private readonly Linear[] [|layers|] = new Linear[4];")]
    [InlineData("private readonly Dictionary<string, Linear> [|heads|] = new();")]
    [InlineData("private readonly List<List<Linear>> [|experts|] = new();")]
    [InlineData("private readonly List<(string Name, Linear Layer)> [|named|] = new();")]
    [InlineData("private readonly (Linear In, Linear Out) [|ends|] = (Linear(2, 2), Linear(2, 2));")]
    [InlineData("private readonly IReadOnlyList<Parameter> [|scales|] = [Parameter(ones(2))];")]
    [InlineData("public List<Linear> [|Layers|] { get; } = [Linear(2, 2)];")]
    [InlineData("public System.Collections.Immutable.ImmutableArray<Linear> [|Layers|] { get; init; }")]
    public Task Collection_OfComponents_IsReported(string member) => Check.ReportsAsync($$"""
        class Net : Module<Tensor, Tensor>
        {
            {{member}}

            public Net() : base("net") => RegisterComponents();
        {{Tail}}
        """);

    [Fact]
    public Task Report_OfList_NamesMemberAndKind() => Check.SaysAsync(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Parameter> {|#0:scales|} = [Parameter(ones(2))];

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => x;
        }
        """,
        "'scales' keeps parameters in a collection, which TorchSharp does not look into: they are not trained, moved or saved");

    [Theory]
    [InlineData("private readonly ModuleList<Linear> layers = new();")]
    [InlineData("private readonly ParameterList scales = new();")]
    [InlineData("private readonly List<Tensor> caches = new();")]
    [InlineData("private static readonly List<Linear> Shared = new();")]
    [InlineData("private readonly Dictionary<Module, int> depths = new();")]
    [InlineData("private readonly List<Func<Tensor, Linear>> makers = new();")]
    [InlineData("private IEnumerable<Linear> Layers => children().OfType<Linear>();")]
    public Task Member_OtherThanCollectionOfComponents_IsSilent(string member) => Check.IsSilentAsync($$"""
        class Net : Module<Tensor, Tensor>
        {
            {{member}}

            public Net() : base("net") => RegisterComponents();
        {{Tail}}
        """);

    [Fact]
    public Task List_RegisteredInLoop_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> layers = new();

            public Net(int depth) : base("net")
            {
                for (var i = 0; i < depth; i++)
                {
                    layers.Add(Linear(2, 2));
                    register_module($"layer{i}", layers[i]);
                }

                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => layers.Aggregate(x, (y, layer) => layer.forward(y));
        }
        """);

    [Fact]
    public Task List_RegisteredInOtherPartOfClass_IsSilent() => Check.IsSilentAsync(
        """
        partial class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> layers = [Linear(2, 2)];

            public Net() : base("net") => RegisterAll();

            public override Tensor forward(Tensor x) => x;
        }
        """,
        """
        partial class Net
        {
            private void RegisterAll() => register_module("first", layers[0]);
        }
        """);

    [Fact]
    public Task List_WithRegisterComponentsOfItsOwn_IsSilent() => Check.IsSilentAsync("""
        class Stack : Module<Tensor, Tensor>
        {
            private readonly Linear[] layers = [Linear(2, 2)];

            public Stack() : base("stack")
            {
            }

            protected override void RegisterComponents() => Register(layers);

            private static void Register(Linear[] all) => GC.KeepAlive(all);

            public override Tensor forward(Tensor x) => x;
        }

        class Deeper : Stack
        {
            private readonly List<Linear> more = new();
        }
        """);

    [Fact]
    public Task List_HandedToSequential_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> layers = [Linear(2, 2), Linear(2, 2)];
            private readonly Sequential all;

            public Net() : base("net")
            {
                all = Sequential(layers.ToArray());
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => all.forward(x);
        }
        """);

    [Fact]
    public Task List_OfComponentsWithFields_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(2, 2);
            private readonly Linear second = Linear(2, 2);
            private readonly Linear[] inOrder;
            private readonly List<Parameter> trained;
            private readonly List<Module> all = new();

            public Net() : base("net")
            {
                RegisterComponents();
                inOrder = [first, second];
                trained = parameters().Where(p => p.requires_grad).ToList();
                foreach (var child in children())
                {
                    all.Add(child);
                }
            }

            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task List_OfFieldsAndOthers_IsReported() => Check.ReportsAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(2, 2);
            private readonly List<Linear> [|inOrder|];

            public Net() : base("net")
            {
                inOrder = [first, Linear(2, 2)];
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Class_OtherThanModule_IsSilent() => Check.IsSilentAsync("""
        class Ensemble
        {
            private readonly List<Linear> members = [Linear(2, 2)];

            public Tensor Vote(Tensor x) => members.Select(member => member.forward(x)).Aggregate((a, b) => a + b);
        }

        [AdaRank.Annotations.Model]
        partial class Generated : Module<Tensor, Tensor>
        {
            private readonly List<Linear> members = [Linear(2, 2)];

            public Generated() : base("generated")
            {
            }

            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task NestedClass_OwnRegistration_DoesNotSilenceOuter() => Check.ReportsAsync("""
        class Outer : Module<Tensor, Tensor>
        {
            private readonly List<Linear> [|layers|] = [Linear(2, 2)];

            public Outer() : base("outer") => RegisterComponents();

            public override Tensor forward(Tensor x) => x;

            private sealed class Inner : Module<Tensor, Tensor>
            {
                private readonly List<Linear> layers = [Linear(2, 2)];

                public Inner() : base("inner") => register_module("first", layers[0]);

                public override Tensor forward(Tensor x) => x;
            }
        }
        """);

    [Fact]
    public Task Project_WithoutTorchSharp_IsSilent() => Check.IsSilentWithoutTorchSharpAsync("""
        class Module
        {
            private readonly System.Collections.Generic.List<Module> parts = new();
        }
        """);

    [Fact]
    public Task Fix_List_BecomesModuleList() => Fix.FixesAsync(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> [|layers|] = new List<Linear>();

            public Net(int depth) : base("net")
            {
                for (var i = 0; i < depth; i++)
                {
                    layers.Add(Linear(2, 2));
                }

                layers.AddRange([Linear(2, 2)]);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers)
                {
                    x = layer.forward(x);
                }

                return layers.Count > 0 ? layers[0].forward(x) : layers.Last().forward(x);
            }
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new ModuleList<Linear>();

            public Net(int depth) : base("net")
            {
                for (var i = 0; i < depth; i++)
                {
                    layers.Add(Linear(2, 2));
                }

                layers.extend([Linear(2, 2)]);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers)
                {
                    x = layer.forward(x);
                }

                return layers.Count > 0 ? layers[0].forward(x) : layers.Last().forward(x);
            }
        }
        """);

    [Fact]
    public Task Fix_ArraysAndDictionary_BecomeModules() => Fix.FixesAsync(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear[] [|layers|];
            private readonly Parameter[] [|scales|] = { Parameter(ones(2)), Parameter(ones(2)) };
            private readonly Linear[] [|listed|] = [Linear(2, 2), Linear(2, 2)];
            private readonly Dictionary<string, Linear> [|heads|] = new();

            public Net(int depth) : base("net")
            {
                layers = Enumerable.Range(0, depth).Select(_ => Linear(2, 2)).ToArray();
                heads.Add("main", Linear(2, 2));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => heads["main"].forward(x) * layers.Length * scales[^1] * listed.Length;
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers;
            private readonly ParameterList scales = new ParameterList(Parameter(ones(2)), Parameter(ones(2)));
            private readonly ModuleList<Linear> listed = new ModuleList<Linear>(Linear(2, 2), Linear(2, 2));
            private readonly ModuleDict<Linear> heads = new();

            public Net(int depth) : base("net")
            {
                layers = new ModuleList<Linear>(Enumerable.Range(0, depth).Select(_ => Linear(2, 2)).ToArray());
                heads.Add("main", Linear(2, 2));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => heads["main"].forward(x) * layers.Count * scales[^1] * listed.Count;
        }
        """);

    [Theory]
    [InlineData("private readonly Linear[] [|layers|] = new Linear[4];", "layers[0]")]
    [InlineData("private readonly List<Linear> [|layers|] = [Linear(2, 2)];", "Pick(layers)")]
    [InlineData("private readonly Dictionary<string, Linear> [|layers|] = new() { [\"a\"] = Linear(2, 2) };", "layers[\"a\"]")]
    [InlineData("private readonly HashSet<Linear> [|layers|] = [Linear(2, 2)];", "layers.First()")]
    public Task Fix_UseThatModulesDoNotHave_IsNotOffered(string member, string use) => Fix.OffersNoneAsync($$"""
        class Net : Module<Tensor, Tensor>
        {
            {{member}}

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => {{use}}.forward(x);

            private static Linear Pick(List<Linear> from) => from[0];
        }
        """);
}
