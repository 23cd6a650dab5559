using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Registration.ReplacedBaseComponentAnalyzer>;

namespace AdaRank.Analyzers.Tests.Registration;

public sealed class ReplacedBaseComponentAnalyzerTests
{
    private static string Derived(string members, string baseConstructor = "RegisterComponents();") => $$"""
        class Block : Module<Tensor, Tensor>
        {
            protected Linear fc = Linear(2, 2);
            private Linear hidden = Linear(2, 2);
            protected int width = 2;
            protected Linear? Head { get; set; }

            public Block() : base("block")
            {
                {{baseConstructor}}
            }

            public override Tensor forward(Tensor x) => hidden.forward(fc.forward(x));
        }

        class Net : Block
        {
            {{members}}
        }
        """;

    [Theory]
    [InlineData("private readonly new Linear [|fc|] = Linear(2, 4);")]
    [InlineData("private Linear [|hidden|] = Linear(2, 4);")]
    [InlineData("protected new Linear? [|Head|] { get; set; }")]
    [InlineData("public Net() { [|fc|] = Linear(2, 4); }")]
    [InlineData("public Net() { [|base.fc|] = Linear(2, 4); [|Head|] = Linear(2, 4); }")]
    public Task Component_OfBase_HiddenOrReplaced_IsReported(string members) => Check.ReportsAsync(Derived(members));

    [Fact]
    public Task Report_OfReplaced_NamesBase() => Check.SaysAsync(
        Derived("public Net() => {|#0:fc|} = Linear(2, 4);"),
        "'fc' is replaced, but the constructor of 'Block' has registered the old one, which is trained and saved instead");

    [Fact]
    public Task Report_OfHidden_NamesBase() => Check.SaysAsync(
        Derived("private Linear {|#0:hidden|} = Linear(2, 4);"),
        "'hidden' has the name of a component of 'Block', which TorchSharp does not register then");

    [Theory]
    [InlineData("private Linear other = Linear(2, 4); public Net() { width = 3; other.train(); }")]
    [InlineData("private new int width = 3; public int Width => width;")]
    [InlineData("private static Linear hidden = Linear(2, 2); public static Linear Hidden => hidden;")]
    public Task Member_OtherThanComponentOfBase_IsSilent(string members) => Check.IsSilentAsync(Derived(members));

    [Theory]
    [InlineData("public Net() { fc = Linear(2, 4); RegisterComponents(); }", "")]
    [InlineData("public Net() { fc = Linear(2, 4); ClearModules(); register_module(\"fc\", fc); }", "RegisterComponents();")]
    public Task Component_ReplacedBeforeRegistrationOrByHand_IsSilent(string members, string baseConstructor) =>
        Check.IsSilentAsync(Derived(members, baseConstructor));
}
