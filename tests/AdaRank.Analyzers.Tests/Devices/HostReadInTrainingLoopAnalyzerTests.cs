using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Devices.HostReadInTrainingLoopAnalyzer>;

namespace AdaRank.Analyzers.Tests.Devices;

public sealed class HostReadInTrainingLoopAnalyzerTests
{
    private static string Loop(string beforeStep, string afterLoop = "", string head = "foreach (var x in data)") => $$"""
        class Trainer(Linear model, optim.Optimizer optimizer)
        {
            public void Run(List<Tensor> data)
            {
                var step = 0;
                var total = 0.0;
                var losses = new List<float>();
                for (var epoch = 0; epoch < 3; epoch++)
                {
                    {{head}}
                    {
                        optimizer.zero_grad();
                        using var loss = model.forward(data[0]).mean();
                        loss.backward();
                        {{beforeStep}}
                        optimizer.step();
                        step++;
                    }

                    {{afterLoop}}
                }

                Console.WriteLine(total + step + losses.Count);
            }
        }
        """;

    [Theory]
    [InlineData("total += [|loss.item<float>()|];")]
    [InlineData("total += [|loss.ToSingle()|];")]
    [InlineData("total += [|(float)loss|];")]
    [InlineData("total += [|loss.cpu()|].item<float>();")]
    [InlineData("losses.Add([|loss.detach().to(CPU)|].item<float>());")]
    [InlineData("losses.AddRange([|loss.data<float>()|]);")]
    [InlineData("if ([|loss.item<float>()|] > 100) { throw new InvalidOperationException(); }")]
    [InlineData("foreach (var p in model.parameters()) { total += [|p.norm().item<float>()|]; }")]
    [InlineData("using (no_grad()) { total += [|loss.item<float>()|]; }")]
    public Task Read_InEachStep_IsReported(string code) => Check.ReportsAsync(Loop(code));

    [Fact]
    public Task Read_InWhileLoop_IsReported() =>
        Check.ReportsAsync(Loop("total += [|loss.item<float>()|];", head: "while (step < 10)"));

    [Fact]
    public Task Report_OfRead_NamesIt() => Check.SaysAsync(
        Loop("total += {|#0:loss.item<float>()|};"),
        "item() waits for the device in every training step: read it every so many steps, or after the loop");

    [Theory]
    [InlineData("if (step % 100 == 0) { total += loss.item<float>(); }", "")]
    [InlineData("total += step % 100 == 0 ? loss.item<float>() : 0;", "")]
    [InlineData("if (step % 100 == 0 && loss.item<float>() > 1) { break; }", "")]
    [InlineData("try { loss.mean(); } catch (Exception) { total = loss.item<float>(); }", "")]
    [InlineData("Action report = () => total = loss.item<float>(); if (step == 0) { report(); }", "")]
    [InlineData("", "total += data[0].mean().item<float>();")]
    [InlineData("var shape = loss.shape; var device = loss.device_type; total += shape.Length + (int)device;", "")]
    [InlineData("using var moved = loss.to(float64).cuda(); moved.mean();", "")]
    [InlineData("switch (step) { case 100: total = loss.item<float>(); break; }", "")]
    public Task Read_NotInEachStep_IsSilent(string inLoop, string afterLoop) => Check.IsSilentAsync(Loop(inLoop, afterLoop));

    [Fact]
    public Task Read_AfterContinue_IsSilent() => Check.IsSilentAsync("""
        class Trainer(Linear model, optim.Optimizer optimizer)
        {
            public void Run(Tensor x)
            {
                for (var step = 0; step < 1000; step++)
                {
                    using var loss = model.forward(x).mean();
                    loss.backward();
                    optimizer.step();
                    if (step % 100 != 0)
                    {
                        continue;
                    }

                    Console.WriteLine(loss.item<float>());
                }
            }
        }
        """);

    [Fact]
    public Task Read_InEvaluation_IsSilent() => Check.IsSilentAsync("""
        class Judge(Linear model)
        {
            public float Run(IEnumerable<Tensor> batches)
            {
                var total = 0f;
                foreach (var batch in batches)
                {
                    total += model.forward(batch).mean().item<float>();
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task Read_InLoopOfAdaRankOptimizer_IsReported() => Check.ReportsAsync("""
        class Trainer(Linear model, AdaRank.Optimization.AdaRankOptimizer optimizer)
        {
            public void Run(Tensor x)
            {
                for (var step = 0; step < 1000; step++)
                {
                    using var loss = model.forward(x).mean();
                    Backward(loss);
                    optimizer.Step();
                    Console.WriteLine([|loss.item<float>()|]);
                }
            }

            private static void Backward(Tensor loss) => loss.backward();
        }
        """);
}
