using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class DisposedInPlaceResultTests
{
    [Theory]
    [InlineData("using var y = [|x.add_(1)|];", true)]
    [InlineData("using (var y = [|x.add_(1)|]) { Console.WriteLine(y); }", true)]
    [InlineData("using ([|x.add_(1)|]) { Console.WriteLine(x); }", true)]
    [InlineData("using var y = [|x.add_(1).mul_(2)|];", true)]
    [InlineData("using var y = [|torch.abs_(x)|];", true)]
    [InlineData("using var y = [|init.normal_(x)|];", true)]
    [InlineData("using var y = [|field.zero_().add_(1)|];", false)]
    [InlineData("using var y = [|field.add_(1)|];", true)]
    [InlineData("[|x.add_(1).Dispose()|];", true)]
    [InlineData("var y = x.add_(1); Console.WriteLine(y); [|y.Dispose()|];", true)]
    [InlineData("using var y = [|layer.weight!.requires_grad_(false)|];", true)]
    [InlineData("foreach (var p in layer.parameters()) { using var y = [|p.copy_(x)|]; }", true)]
    [InlineData("var z = x.exp(); using (var y = [|z.add_(1)|]) { Console.WriteLine(y); } Console.WriteLine(z);", true)]
    [InlineData("var z = x.exp(); for (var i = 0; i < 9; i++) { using var y = [|z.add_(1)|]; }", true)]
    [InlineData("var z = x.exp(); using var y = [|z.add_(1)|]; field = z;", true)]
    public Task Report_ReceiverThatIsNeeded_OnTheCall(string body, bool reported)
    {
        var source = $$"""
            class Work
            {
                private readonly Linear layer = Linear(2, 2);
                private Tensor field = ones(1);
                void Do(Tensor x)
                {
                    {{body}}
                }
            }
            """;
        return reported
            ? Verify<DisposedInPlaceResultAnalyzer>.ReportsAsync(source)
            : Verify<DisposedInPlaceResultAnalyzer>.IsSilentAsync(source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x.add_(1);")]
    [InlineData("var y = x.add_(1); Console.WriteLine(y);")]
    [InlineData("using var y = x.add(1);")]
    // The tensor is of this expression alone: somebody has to dispose it.
    [InlineData("using var y = (x * 2).add_(1);")]
    [InlineData("using var y = x.exp().add_(1).mul_(2);")]
    [InlineData("x.clone().add_(1).Dispose();")]
    // Handles that are made on each read.
    [InlineData("using var y = x[0].add_(1);")]
    [InlineData("using var g = x.grad!.mul_(2);")]
    // Nobody needs the receiver later: its one owner is the using.
    [InlineData("var z = x.exp(); using var y = z.add_(1); Console.WriteLine(y);")]
    [InlineData("using var z = x.exp(); using var y = z.add_(1);")]
    // Underscored methods that do return a new handle.
    [InlineData("using var y = x.zero_();")]
    [InlineData("using var y = x.tril_();")]
    [InlineData("using var y = torch.lgamma_(x);")]
    // Their own business.
    [InlineData("using var y = Own_(x);")]
    [InlineData("var z = x.exp(); z.add_(1).Dispose();")]
    public Task Report_NothingIsLost_Silent(string body) => Verify<DisposedInPlaceResultAnalyzer>.IsSilentAsync($$"""
        class Work
        {
            private static Tensor Own_(Tensor x) => x + 1;
            void Do(Tensor x)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task Report_Message_NamesCallAndTensor() => Verify<DisposedInPlaceResultAnalyzer>.SaysAsync(
        "class Work { void Do(Tensor x) { using var y = {|#0:x.add_(1)|}; } }",
        "'add_' returns 'x' itself, so its 'using' disposes 'x', which is used later");

    [Fact]
    public Task Fix_EachForm_KeepsTheCall() => Verify<DisposedInPlaceResultAnalyzer, KeepInPlaceResultFix>.FixesAsync(
        """
        class Work
        {
            void Discarded(Tensor x)
            {
                // one more
                using var _ = [|x.add_(1)|];
            }
            void Named(Tensor x)
            {
                using var y = [|x.add_(1)|];
                Console.WriteLine(y);
            }
            void Statement(Tensor x)
            {
                using (var y = [|x.add_(1)|])
                {
                    Console.WriteLine(y);
                }
            }
            void Chain(Tensor x)
            {
                [|x.add_(1).Dispose()|];
            }
            void Later(Tensor x)
            {
                var y = x.add_(1);
                Console.WriteLine(y);
                [|y.Dispose()|];
            }
        }
        """,
        """
        class Work
        {
            void Discarded(Tensor x)
            {
                // one more
                x.add_(1);
            }
            void Named(Tensor x)
            {
                var y = x.add_(1);
                Console.WriteLine(y);
            }
            void Statement(Tensor x)
            {
                var y = x.add_(1);
                Console.WriteLine(y);
            }
            void Chain(Tensor x)
            {
                x.add_(1);
            }
            void Later(Tensor x)
            {
                var y = x.add_(1);
                Console.WriteLine(y);
            }
        }
        """);
}
