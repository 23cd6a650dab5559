using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Devices.CheckpointLoadedAfterOptimizerAnalyzer>;
using Fix = AdaRank.Analyzers.Tests.Harness.Verify<
    AdaRank.Analyzers.Devices.CheckpointLoadedAfterOptimizerAnalyzer, AdaRank.Analyzers.CodeFixes.Devices.LoadBeforeOptimizerFix>;

namespace AdaRank.Analyzers.Tests.Devices;

public sealed class CheckpointLoadedAfterOptimizerAnalyzerTests
{
    private static string Trainer(string body) => $$"""
        using AdaRank.Models;
        using AdaRank.Optimization;

        abstract class Net : Model<Tensor, Tensor>
        {
        }

        class Trainer
        {
            public void Run(Net model, OptimizerFactory factory, Device device, Dictionary<string, Tensor> weights, bool flag)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var o = factory.Create(model); [|model.load_state_dict(weights)|]; o.Step();")]
    [InlineData("using var o = factory.Create(model); if (flag) { [|model.load(\"weights\")|]; } o.Step();")]
    [InlineData("model.to(device); var o = optim.Adam(model.parameters()); [|model.load(\"weights\")|]; o.step();")]
    [InlineData("model.cuda(); var o = optim.Adam(model.parameters()); using var file = File.OpenRead(\"w\"); [|model.load(file)|]; o.step();")]
    [InlineData("var m = Linear(2, 2).to(device); var o = optim.Adam(m.parameters()); [|m.load(\"weights\")|]; o.step();")]
    public Task Load_AfterOptimizer_IsReported(string body) => Check.ReportsAsync(Trainer(body));

    [Fact]
    public Task Report_OfEngine_SaysWhy() => Check.SaysAsync(
        Trainer("var o = factory.Create(model); {|#0:model.load(\"weights\")|}; o.Step();"),
        "load(...) comes after the optimizer of 'model' was built: what it keeps of the old weights can overwrite the new ones");

    [Fact]
    public Task Report_OfOptimizer_SaysWhy() => Check.SaysAsync(
        Trainer("model.cuda(); var o = optim.Adam(model.parameters()); {|#0:model.load(\"weights\")|}; o.step();"),
        "load(...) comes after the optimizer of 'model' was built: on a device other than the CPU it replaces the parameters, and the optimizer goes on with the old ones");

    [Theory]
    [InlineData("model.load(\"weights\"); var o = factory.Create(model); o.Step();")]
    [InlineData("var o = factory.Create(model); o.Step(); model.load(\"best\");")]
    [InlineData("var o = optim.Adam(model.parameters()); model.load(\"weights\"); o.step();")]
    [InlineData("model.cuda(); var o = optim.Adam(model.parameters()); model.load_state_dict(weights); o.step();")]
    [InlineData("model.to(CPU); var o = optim.Adam(model.parameters()); model.load(\"weights\"); o.step();")]
    [InlineData("model.half(); var o = optim.Adam(model.parameters()); model.load(\"weights\"); o.step();")]
    [InlineData("model.cuda(); var o = optim.Adam(model.parameters()); o.load_state_dict(\"optimizer\"); o.step();")]
    [InlineData("model.cuda(); var o = optim.Adam(model.parameters()); var other = Linear(2, 2); other.load(\"weights\"); o.step();")]
    [InlineData("var o = factory.Create(model); model.load(\"weights\"); o = factory.Create(model); o.Step();")]
    public Task Load_ThatReachesOptimizer_IsSilent(string body) => Check.IsSilentAsync(Trainer(body));

    [Fact]
    public Task Fix_Load_ComesFirst() => Fix.FixesAsync(
        Trainer("""
            model.to(device);
            using var optimizer = factory.Create(model);
            Console.WriteLine(optimizer.Profile);
            [|model.load("weights")|];
            optimizer.Step();
            """),
        Trainer("""
            model.to(device);
            model.load("weights");
            using var optimizer = factory.Create(model);
            Console.WriteLine(optimizer.Profile);
            optimizer.Step();
            """));

    [Fact]
    public Task Fix_LoadInBranchAfterUse_IsNotOffered() => Fix.OffersNoneAsync(Trainer(
        "var o = factory.Create(model); o.Step(); if (flag) { [|model.load(\"weights\")|]; } o.Step();"));
}
