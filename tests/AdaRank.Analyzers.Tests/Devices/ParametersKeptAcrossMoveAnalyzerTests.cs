using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Devices.ParametersKeptAcrossMoveAnalyzer>;

namespace AdaRank.Analyzers.Tests.Devices;

public sealed class ParametersKeptAcrossMoveAnalyzerTests
{
    private static string Trainer(string body) => $$"""
        class Pair : Module<Tensor, Tensor>
        {
            public readonly Linear first = Linear(2, 2);

            public Pair() : base("pair") => RegisterComponents();

            public override Tensor forward(Tensor x) => first.forward(x);
        }

        class Trainer
        {
            private List<Parameter> _kept = [];

            public void Run(Pair model, Device device, bool flag)
            {
                {{body}}
            }

            private static void Use(object? x) => GC.KeepAlive(x);

            private void Keep() => Use(_kept);
        }
        """;

    [Theory]
    [InlineData("var ps = [|model.parameters().ToList()|]; model.to(device); Use(ps);")]
    [InlineData("var ps = [|model.parameters().Where(p => p.requires_grad).ToArray()|]; model.half(); Use(ps);")]
    [InlineData("var ps = [|model.named_parameters().ToDictionary(p => p.name, p => p.parameter)|]; model.to(device); Use(ps);")]
    [InlineData("List<Parameter> ps = [|[.. model.parameters()]|]; model.to(device); Use(ps);")]
    [InlineData("var ps = [|new List<Parameter>(model.parameters())|]; model.to(device); Use(ps);")]
    [InlineData("var state = [|model.state_dict()|]; model.to(device); model.load_state_dict(state);")]
    [InlineData("var w = [|model.first.weight|]; model.to(device); Use(w);")]
    [InlineData("var w = [|model.get_parameter(\"first.weight\")|]!; model.to(device); Use(w);")]
    [InlineData("_kept = [|model.parameters().ToList()|]; model.to(device);")]
    [InlineData("var ps = [|model.parameters().ToList()|]; while (flag) { Use(ps); model.to(device); }")]
    public Task List_UsedAfterMove_IsReported(string body) => Check.ReportsAsync(Trainer(body));

    [Fact]
    public Task Report_OfList_NamesAll() => Check.SaysAsync(
        Trainer("var ps = {|#0:model.parameters().ToList()|}; model.cuda(); Use(ps);"),
        "'ps' holds parameters of 'model' from before cuda(...), which replaces and disposes them");

    [Theory]
    [InlineData("var ps = model.parameters(); model.to(device); Use(ps.ToList());")]
    [InlineData("model.to(device); var ps = model.parameters().ToList(); Use(ps);")]
    [InlineData("var ps = model.parameters().ToList(); Use(ps); model.to(device);")]
    [InlineData("var ps = model.parameters().ToList(); model.to(device); ps = model.parameters().ToList(); Use(ps);")]
    [InlineData("var copies = model.parameters().Select(p => p.clone()).ToList(); model.to(device); Use(copies);")]
    [InlineData("var copies = model.state_dict().ToDictionary(e => e.Key, e => e.Value.clone()); model.to(device); Use(copies);")]
    [InlineData("var copies = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone()); model.to(device); Use(copies);")]
    [InlineData("var count = model.parameters().Count(); model.to(device); Use(count);")]
    [InlineData("var shape = model.first.weight.shape; model.to(device); Use(shape);")]
    [InlineData("var other = new Pair(); var ps = other.parameters().ToList(); model.to(device); Use(ps);")]
    [InlineData("while (flag) { model.to(device); var ps = model.parameters().ToList(); Use(ps); }")]
    [InlineData("_kept = model.parameters().ToList(); model.to(device); _kept = model.parameters().ToList();")]
    [InlineData("var w = model.first.weight; if (flag) { model.to(device); return; } Use(w);")]
    public Task Value_StillRightAfterMove_IsSilent(string body) => Check.IsSilentAsync(Trainer(body));
}
