using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class RepeatedGradientReadTests
{
    [Theory]
    [InlineData("foreach (var p in model.parameters()) { if (p.grad is not null) { [|p.grad|].mul_(2); } }")]
    [InlineData("foreach (var p in model.parameters()) { if (p.grad is null) { continue; } Console.WriteLine([|p.grad|].norm()); p.grad.mul_(2); }")]
    [InlineData("foreach (var p in model.parameters()) { p.add_(p.grad!, 2).add_([|p.grad|]!); }")]
    [InlineData("Console.WriteLine(w.grad!.sum()); Console.WriteLine(w.grad!.mean()); Console.WriteLine([|w.grad|]!.norm());")]
    [InlineData("for (var i = 0; i < 9; i++) { Console.WriteLine(model.weight!.grad!.sum() + [|model.weight!.grad|]!.mean()); }")]
    public Task Report_ReadAgain_OnTheRead(string body) => Verify<RepeatedGradientReadAnalyzer>.ReportsAsync(Method(body));

    [Theory]
    [InlineData("foreach (var p in model.parameters()) { using var g = p.grad; if (g is not null) { g.mul_(2); } }")]
    [InlineData("foreach (var p in model.parameters()) { p.grad?.mul_(2); }")]
    [InlineData("if (w.grad is not null) { w.grad.mul_(2); }")]
    // Something may have changed the gradient between the reads.
    [InlineData("for (var i = 0; i < 9; i++) { Console.WriteLine(w.grad); (w * 2).sum().backward(); Console.WriteLine(w.grad); }")]
    [InlineData("foreach (var p in model.parameters()) { Console.WriteLine(p.grad); p.grad = null; Console.WriteLine(p.grad); }")]
    [InlineData("for (var i = 0; i < 9; i++) { Console.WriteLine(w.grad); model.zero_grad(); Console.WriteLine(w.grad); }")]
    [InlineData("for (var i = 0; i < 9; i++) { Console.WriteLine(w.grad); Change(w); Console.WriteLine(w.grad); }")]
    // Two tensors.
    [InlineData("for (var i = 0; i < 9; i++) { Console.WriteLine(w.grad); Console.WriteLine(model.weight!.grad); }")]
    // One or the other.
    [InlineData("for (var i = 0; i < 9; i++) { if (i > 3) { Console.WriteLine(w.grad); } else { w.grad!.mul_(2); } }")]
    // A scope frees the handles.
    [InlineData("foreach (var p in model.parameters()) { using var scope = NewDisposeScope(); if (p.grad is not null) { p.grad.mul_(2); } }")]
    public Task Report_ReadOnceOrChanged_Silent(string body) => Verify<RepeatedGradientReadAnalyzer>.IsSilentAsync(Method(body));

    private static string Method(string body) => $$"""
        class Work
        {
            private static void Change(Tensor x) => x.grad = null;
            void Do(Linear model, Tensor w)
            {
                {{body}}
            }
        }
        """;
}
