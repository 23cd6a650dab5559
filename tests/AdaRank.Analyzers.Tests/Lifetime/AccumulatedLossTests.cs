using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class AccumulatedLossTests
{
    private const string Loop = """
        class Trainer
        {
            private Tensor sum = zeros(1);
            private readonly List<Tensor> kept = [];
            float Train(Linear model, optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                var total = zeros(1);
                var number = 0f;
                foreach (var x in batches)
                {
                    optimizer.zero_grad();
                    var loss = model.call(x).sum();
                    BODY
                    optimizer.step();
                }

                return total.item<float>() + number;
            }
        }
        """;

    [Theory]
    [InlineData("loss.backward(); total += [|loss|];")]
    [InlineData("loss.backward(); total = total + [|loss|];")]
    [InlineData("loss.backward(); total = [|loss|] * x.shape[0] + total;")]
    [InlineData("loss.backward(); total += [|loss|] / 2;")]
    [InlineData("total += [|loss|]; loss.backward();")]
    [InlineData("loss.backward(); sum += [|loss|];")]
    [InlineData("loss.backward(); kept.Add([|loss|]);")]
    [InlineData("autograd.backward(loss); total += [|loss|];")]
    public Task Report_DifferentiatedLossAdded_OnTheLoss(string body) =>
        Verify<AccumulatedLossAnalyzer>.ReportsAsync(Loop.Replace("BODY", body, StringComparison.Ordinal));

    [Theory]
    [InlineData("loss.backward(); total += loss.detach();")]
    [InlineData("loss.backward(); number += loss.item<float>();")]
    [InlineData("loss.backward(); number += (float)loss;")]
    [InlineData("loss.backward(); total += loss.item<float>();")]
    [InlineData("loss.backward(); using (no_grad()) { total += loss; }")]
    [InlineData("loss.backward(); var twice = zeros(1); twice += loss;")]
    // The sum is what is differentiated.
    [InlineData("total += loss; total.backward();")]
    [InlineData("total += loss;")]
    // Something else was differentiated.
    [InlineData("var other = loss * 2; other.backward(); total += x;")]
    [InlineData("loss.backward(); loss += 1;")]
    [InlineData("loss.backward(); total += loss.shape[0];")]
    public Task Report_NoGraphKept_Silent(string body) =>
        Verify<AccumulatedLossAnalyzer>.IsSilentAsync(Loop.Replace("BODY", body, StringComparison.Ordinal));

    [Fact]
    public Task Report_SumDifferentiatedAfterTheLoop_Silent() => Verify<AccumulatedLossAnalyzer>.IsSilentAsync("""
        class Trainer
        {
            void Train(List<Tensor> losses)
            {
                var total = zeros(1);
                foreach (var loss in losses)
                {
                    total += loss;
                    loss.backward(retain_graph: true);
                }

                total.backward();
            }
        }
        """);

    [Theory]
    [InlineData("total += [|loss|];", "total += loss.detach();")]
    [InlineData("total = total + [|loss|] * 2;", "total = total + loss.detach() * 2;")]
    [InlineData("kept.Add([|loss|]);", "kept.Add(loss.detach());")]
    public Task Fix_Loss_IsDetached(string before, string after) => Verify<AccumulatedLossAnalyzer, DetachLossFix>.FixesAsync(
        Loop.Replace("BODY", "loss.backward(); " + before, StringComparison.Ordinal),
        Loop.Replace("BODY", "loss.backward(); " + after, StringComparison.Ordinal));
}
