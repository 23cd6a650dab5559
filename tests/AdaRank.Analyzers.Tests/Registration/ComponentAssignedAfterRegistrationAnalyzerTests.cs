using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Registration.ComponentAssignedAfterRegistrationAnalyzer>;
using Fix = AdaRank.Analyzers.Tests.Harness.Verify<
    AdaRank.Analyzers.Registration.ComponentAssignedAfterRegistrationAnalyzer, AdaRank.Analyzers.CodeFixes.Registration.RegisterComponentsLastFix>;

namespace AdaRank.Analyzers.Tests.Registration;

public sealed class ComponentAssignedAfterRegistrationAnalyzerTests
{
    private static string Net(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc;
            private readonly ModuleList<Linear> layers = new();
            private Tensor? mask;
            private Linear? extra;
            public Linear Head { get; private set; }

            public Net(bool tied) : base("net")
            {
                {{body}}
            }

            public override Tensor forward(Tensor x) => fc!.forward(x);
        }
        """;

    [Theory]
    [InlineData("RegisterComponents(); [|fc|] = Linear(2, 2); [|Head|] = Linear(2, 2);")]
    [InlineData("fc = Linear(2, 2); this.RegisterComponents(); [|this.Head|] = fc;")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); if (tied) { [|extra|] = Linear(2, 2); }")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); [|layers.Add(fc)|];")]
    [InlineData("fc = Head = Linear(2, 2); for (var i = 0; i < 2; i++) { [|extra|] = Linear(2, 2); RegisterComponents(); }")]
    [InlineData("fc = Head = Linear(2, 2); try { RegisterComponents(); } finally { [|extra|] = Linear(2, 2); }")]
    public Task Component_AfterCall_IsReported(string body) => Check.ReportsAsync(Net(body));

    [Theory]
    [InlineData("fc = Linear(2, 2); Head = Linear(2, 2); layers.Add(fc); RegisterComponents();")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); mask = ones(2);")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); extra = null;")]
    [InlineData("fc = Head = Linear(2, 2); if (tied) { RegisterComponents(); } else { extra = Linear(2, 2); RegisterComponents(); }")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); extra = Linear(2, 2); register_module(\"extra\", extra);")]
    [InlineData("fc = Head = Linear(2, 2); RegisterComponents(); var local = Linear(2, 2); local.train(tied);")]
    public Task Component_BeforeCallOrNone_IsSilent(string body) => Check.IsSilentAsync(Net(body));

    [Fact]
    public Task Report_AfterCall_NamesComponent() => Check.SaysAsync(
        Net("RegisterComponents(); {|#0:fc|} = Linear(2, 2); Head = null!;"),
        "'fc' is assigned after RegisterComponents() has registered the components: the module does not know of it");

    [Fact]
    public Task BaseConstructor_ThatRegisters_IsReportedForBodyOfDerivedOnly() => Check.ReportsAsync("""
        abstract class Block : Module<Tensor, Tensor>
        {
            protected Linear shared = Linear(2, 2);

            protected Block() : base("block") => RegisterComponents();
        }

        class Net : Block
        {
            private readonly Linear early = Linear(2, 2);
            private readonly Linear late;

            public Net()
            {
                [|late|] = Linear(2, 2);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => late.forward(early.forward(x));
        }
        """);

    [Fact]
    public Task Property_WithBodyThatRegisters_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Dictionary<string, object> held = new();

            public Linear Head { set => held["head"] = value; }

            public Net() : base("net")
            {
                RegisterComponents();
                Head = Linear(2, 2);
            }

            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task RegisterComponents_OfItsOwn_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private Linear? fc;

            public Net() : base("net")
            {
                RegisterComponents();
                fc = Linear(2, 2);
            }

            protected override void RegisterComponents()
            {
            }

            public override Tensor forward(Tensor x) => fc!.forward(x);
        }
        """);

    [Fact]
    public Task Fix_Call_MovesToEnd() => Fix.FixesAsync(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear up;
            private readonly Linear down;
            private readonly ReLU activation;

            public Net(int width) : base("net")
            {
                up = Linear(width, width);

                // All there is.
                RegisterComponents();

                [|down|] = Linear(width, width);
                [|activation|] = ReLU();
            }

            public override Tensor forward(Tensor x) => down.forward(activation.forward(up.forward(x)));
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear up;
            private readonly Linear down;
            private readonly ReLU activation;

            public Net(int width) : base("net")
            {
                up = Linear(width, width);

                down = Linear(width, width);
                activation = ReLU();
                // All there is.
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => down.forward(activation.forward(up.forward(x)));
        }
        """,
        steps: 1);

    [Fact]
    public Task Fix_CallOfBaseConstructor_IsNotOffered() => Fix.OffersNoneAsync("""
        abstract class Block : Module<Tensor, Tensor>
        {
            protected Block() : base("block") => RegisterComponents();
        }

        class Net : Block
        {
            private readonly Linear late;

            public Net()
            {
                [|late|] = Linear(2, 2);
            }

            public override Tensor forward(Tensor x) => late.forward(x);
        }
        """);
}
