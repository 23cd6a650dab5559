using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Devices.OptimizerBuiltBeforeMoveAnalyzer>;
using Fix = AdaRank.Analyzers.Tests.Harness.Verify<
    AdaRank.Analyzers.Devices.OptimizerBuiltBeforeMoveAnalyzer, AdaRank.Analyzers.CodeFixes.Devices.BuildOptimizerAfterMoveFix>;

namespace AdaRank.Analyzers.Tests.Devices;

public sealed class OptimizerBuiltBeforeMoveAnalyzerTests
{
    private static string Trainer(string body) => $$"""
        class Trainer(Linear given)
        {
            private Linear _model = given;
            private optim.Optimizer? _optimizer;

            public void Run(Linear model, Device device, bool flag)
            {
                {{body}}
            }

            private static void Use(object? x) => GC.KeepAlive(x);

            private void Keep() => Use(_optimizer);
        }
        """;

    [Theory]
    [InlineData("var o = [|optim.Adam(model.parameters())|]; model.to(device); o.step();")]
    [InlineData("var o = [|optim.Adam(model.parameters())|]; model = model.to(device); o.step();")]
    [InlineData("var o = [|optim.SGD(model.parameters(), 0.1)|]; model.half(); Use(o);")]
    [InlineData("using var o = [|optim.AdamW(model.parameters().Where(p => p.requires_grad), lr: 0.1)|]; if (cuda.is_available()) { model.cuda(); } o.step();")]
    [InlineData("var ps = model.parameters(); var o = [|optim.Adam(ps)|]; model.to(device); o.step();")]
    [InlineData("var o = [|optim.Adam(model.parameters())|]; while (flag) { o.step(); model.cpu(); model.save(\"m\"); model.to(device); }")]
    [InlineData("optim.Optimizer o; o = [|optim.Adam(model.named_parameters())|]; model.to(device).to(float64); o.step();")]
    [InlineData("_optimizer = [|optim.Adam(_model.parameters())|]; _model.to(device);")]
    [InlineData("var m = Linear(2, 2); var o = [|optim.Adam(m.parameters())|]; try { m.to(device); } finally { o.step(); }")]
    [InlineData("Action run = () => { var o = [|optim.Adam(model.parameters())|]; model.to(device); o.step(); }; run();")]
    [InlineData("Train(); void Train() { var o = [|optim.Adam(model.parameters())|]; model.to(device); o.step(); }")]
    [InlineData("model.to(device); var o = [|optim.Adam(model.parameters())|]; model.to(float64); o.step();")]
    public Task Optimizer_UsedAfterMove_IsReported(string body) => Check.ReportsAsync(Trainer(body));

    [Fact]
    public Task Report_OfMove_NamesItAndModel() => Check.SaysAsync(
        Trainer("var o = {|#0:optim.Adam(model.parameters())|}; model.half(); o.step();"),
        "The optimizer is built before half(...) replaces the parameters of 'model': it goes on with the old ones");

    [Theory]
    [InlineData("model.to(device); var o = optim.Adam(model.parameters()); o.step();")]
    [InlineData("var o = optim.Adam(model.parameters()); o.step(); model.cpu(); model.save(\"m\");")]
    [InlineData("using var o = optim.Adam(model.parameters()); o.step(); model.cpu(); o.Dispose();")]
    [InlineData("var o = optim.Adam(model.parameters()); model.to(device); o = optim.Adam(model.parameters()); o.step();")]
    [InlineData("var o = optim.Adam(model.parameters()); model = Linear(2, 2); model.to(device); o.step();")]
    [InlineData("var o = optim.Adam(model.parameters()); _model.to(device); o.step();")]
    [InlineData("optim.Optimizer o; if (flag) { o = optim.Adam(model.parameters()); } else { model.to(device); o = optim.SGD(model.parameters(), 1); } o.step();")]
    [InlineData("model.to(device); var o = optim.Adam(model.parameters()); model.to(device); o.step();")]
    [InlineData("var o = optim.Adam(model.parameters()); if (flag) { model.cpu(); return; } o.step();")]
    [InlineData("for (var i = 0; i < 3; i++) { model.to(device); var o = optim.Adam(model.parameters()); o.step(); }")]
    [InlineData("var o = optim.Adam(model.parameters()); var x = ones(2).to(device); o.step(); Use(x);")]
    [InlineData("_optimizer = optim.Adam(_model.parameters()); _model.to(device); _optimizer = optim.Adam(_model.parameters());")]
    [InlineData("var m = Linear(2, 2).to(device); var o = optim.Adam(m.parameters()); o.step();")]
    public Task Optimizer_NotUsedAfterMove_IsSilent(string body) => Check.IsSilentAsync(Trainer(body));

    [Fact]
    public Task Fix_Optimizer_ComesAfterMove() => Fix.FixesAsync(
        """
        class Trainer
        {
            public void Run(Linear model, Device device)
            {
                // Usual settings.
                var optimizer = [|optim.Adam(model.parameters(), lr: 1e-3)|];

                if (cuda.is_available())
                {
                    model.to(device);
                }

                optimizer.step();
            }
        }
        """,
        """
        class Trainer
        {
            public void Run(Linear model, Device device)
            {
                if (cuda.is_available())
                {
                    model.to(device);
                }

                // Usual settings.
                var optimizer = optim.Adam(model.parameters(), lr: 1e-3);

                optimizer.step();
            }
        }
        """);

    [Fact]
    public Task Fix_OptimizerUsedBetween_MoveComesFirst() => Fix.FixesAsync(
        """
        class Trainer
        {
            public void Run(Linear model, Device device)
            {
                var optimizer = [|optim.Adam(model.parameters())|];
                var schedule = optim.lr_scheduler.StepLR(optimizer, 10);
                model.to(device);
                optimizer.step();
                schedule.step();
            }

            public void Both(Linear a, Linear b, Device device)
            {
                using var first = [|optim.Adam(a.parameters())|];
                a.to(device);
                using var second = [|optim.Adam(b.parameters())|];
                b.to(device);
                first.step();
                second.step();
            }
        }
        """,
        """
        class Trainer
        {
            public void Run(Linear model, Device device)
            {
                model.to(device);
                var optimizer = optim.Adam(model.parameters());
                var schedule = optim.lr_scheduler.StepLR(optimizer, 10);
                optimizer.step();
                schedule.step();
            }

            public void Both(Linear a, Linear b, Device device)
            {
                a.to(device);
                using var first = optim.Adam(a.parameters());
                b.to(device);
                using var second = optim.Adam(b.parameters());
                first.step();
                second.step();
            }
        }
        """);

    [Theory]
    [InlineData("var o = [|optim.Adam(model.parameters())|]; var s = optim.lr_scheduler.StepLR(o, 1); var d = device; model.to(d); o.step(); s.step();")]
    [InlineData("var o = [|optim.Adam(model.parameters())|]; while (flag) { o.step(); model.half(); }")]
    [InlineData("_optimizer = [|optim.Adam(_model.parameters())|]; Use(_optimizer); { _model.to(device); }")]
    public Task Fix_OrderThatMatters_IsNotOffered(string body) => Fix.OffersNoneAsync(Trainer(body));
}
