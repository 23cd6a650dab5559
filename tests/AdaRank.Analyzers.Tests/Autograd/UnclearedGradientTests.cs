using AdaRank.Analyzers.Autograd;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Autograd;

public sealed class UnclearedGradientTests
{
    [Theory]
    [InlineData("[|model.call(x).sum().backward()|]; optimizer.step();")]
    [InlineData("var loss = model.call(x).sum(); [|loss.backward()|]; optimizer.step(); Console.WriteLine(loss);")]
    [InlineData("[|autograd.backward(model.call(x).sum())|]; optimizer.step();")]
    [InlineData("{ using var scope = NewDisposeScope(); [|model.call(x).sum().backward()|]; field.step(); }")]
    public Task Report_StepWithoutClearing_OnBackward(string body) => Verify<UnclearedGradientAnalyzer>.ReportsAsync(Loop(body));

    [Theory]
    [InlineData("optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step();")]
    [InlineData("model.call(x).sum().backward(); optimizer.step(); optimizer.zero_grad();")]
    [InlineData("model.zero_grad(); model.call(x).sum().backward(); optimizer.step();")]
    [InlineData("model.call(x).sum().backward(); optimizer.step(); foreach (var p in model.parameters()) { p.grad = null; }")]
    [InlineData("model.call(x).sum().backward(); optimizer.step(); foreach (var p in model.parameters()) { p.grad?.zero_(); }")]
    // Accumulation: a step every few rounds.
    [InlineData("model.call(x).sum().backward(); if (++count % 4 == 0) { optimizer.step(); }")]
    [InlineData("foreach (var part in x.chunk(4)) { model.call(part).sum().backward(); } optimizer.step();")]
    // No step here.
    [InlineData("model.call(x).sum().backward();")]
    // Somebody else may clear them.
    [InlineData("model.call(x).sum().backward(); optimizer.step(); Finish(optimizer);")]
    [InlineData("model.call(x).sum().backward(); optimizer.step(); Finish();")]
    // A new optimizer in each round.
    [InlineData("var own = optim.SGD(model.parameters(), 0.1); model.call(x).sum().backward(); own.step();")]
    [InlineData("model.call(x).sum().backward(); optimizer.step(); break;")]
    public Task Report_ClearedOrAccumulated_Silent(string body) => Verify<UnclearedGradientAnalyzer>.IsSilentAsync(Loop(body));

    [Fact]
    public Task Report_ClearedInTheOuterLoopOnly_OnBackward() => Verify<UnclearedGradientAnalyzer>.ReportsAsync("""
        class Trainer
        {
            void Train(Linear model, optim.Optimizer optimizer, List<Tensor> batches)
            {
                for (var epoch = 0; epoch < 3; epoch++)
                {
                    optimizer.zero_grad();
                    foreach (var x in batches)
                    {
                        [|model.call(x).sum().backward()|];
                        optimizer.step();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Report_OptimizerOfTheUsers_Silent() => Verify<UnclearedGradientAnalyzer>.IsSilentAsync("""
        class Own(IEnumerable<Parameter> parameters)
        {
            public void step() { foreach (var p in parameters) { p.grad = null; } }
        }
        class Trainer
        {
            void Train(Linear model, List<Tensor> batches)
            {
                var optimizer = new Own(model.parameters());
                foreach (var x in batches)
                {
                    model.call(x).sum().backward();
                    optimizer.step();
                }
            }
        }
        """);

    [Fact]
    public Task Report_TopLevelProgram_OnBackward() => VerifyProgram<UnclearedGradientAnalyzer>.MatchesAsync("""
        var model = Linear(2, 2);
        var optimizer = optim.Adam(model.parameters());
        for (var i = 0; i < 10; i++)
        {
            [|model.call(rand(2)).sum().backward()|];
            optimizer.step();
        }
        """);

    private static string Loop(string body) => $$"""
        class Trainer
        {
            private readonly Adam field = optim.Adam(Linear(2, 2).parameters());
            private void Finish() => field.zero_grad();
            private static void Finish(optim.Optimizer optimizer) => optimizer.zero_grad();
            void Train(Linear model, optim.Optimizer optimizer, List<Tensor> batches)
            {
                var count = 0;
                foreach (var x in batches)
                {
                    {{body}}
                }

                Console.WriteLine(count);
            }
        }
        """;
}
