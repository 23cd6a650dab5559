using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>ADR012: models that register what is registered.</summary>
public sealed class RegistrationCallAnalyzerTests
{
    private const string Message =
        "Model 'Net' has registered its components before any constructor runs: remove this call, which does nothing";

    [Theory]
    [InlineData("public Net() { [|RegisterComponents()|]; }")]
    [InlineData("public Net() => [|this.RegisterComponents()|];")]
    [InlineData("private void Later() { Action act = () => [|base.RegisterComponents()|]; act(); }")]
    public Task Call_InAModel_IsReported(string member) => Marked.ReportsAsync(
        "ADR012", Net("[Model]", member), [Message], new RegistrationCallAnalyzer());

    [Theory]
    [InlineData("public Net() { register_module(\"other\", new Linear(2, 2)); }")]
    [InlineData("public Net() { RegisterComponents(1); } private static void RegisterComponents(int x) => _ = x;")]
    [InlineData("private Other _other = new(); public void Later() => _other.RegisterComponents(); private sealed class Other { public void RegisterComponents() { } }")]
    public Task Call_OfSomethingElse_IsFine(string member) =>
        Marked.IsSilentAsync(Net("[Model]", member), new RegistrationCallAnalyzer());

    [Fact]
    public Task Call_InAModuleThatWasWrittenByHand_IsFine() => Marked.IsSilentAsync(
        """
        [Model(Generate = GeneratedParts.Catalogue)]
        public partial class Net : nn.Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4);

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => query.forward(x);
        }

        public class Bystander : nn.Module
        {
            public Bystander() : base("bystander") => RegisterComponents();
        }
        """,
        new RegistrationCallAnalyzer());

    private static string Net(string attribute, string member) => $$"""
        {{attribute}} public partial class Net
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);

            {{member}}
        }
        """;
}
