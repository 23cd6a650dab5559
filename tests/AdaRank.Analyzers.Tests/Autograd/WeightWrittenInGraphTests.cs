using AdaRank.Analyzers.Autograd;
using AdaRank.Analyzers.CodeFixes.Autograd;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Autograd;

public sealed class WeightWrittenInGraphTests
{
    [Theory]
    [InlineData("[|layer.weight!.zero_()|];")]
    [InlineData("[|layer.weight!.normal_(0, 0.02)|];")]
    [InlineData("[|own.copy_(x)|];")]
    [InlineData("[|own.mul_(2)|].add_(1);")]
    [InlineData("[|own[0].fill_(1)|];")]
    [InlineData("[|own[0] = x|];")]
    [InlineData("[|torch.abs_(own)|];")]
    [InlineData("foreach (var p in layer.parameters()) { [|p.sub_(p.grad! * 0.1)|]; }")]
    [InlineData("foreach (var (name, p) in layer.named_parameters()) [|p.clamp_(-1, 1)|];")]
    [InlineData("var w = rand(3, requires_grad: true); [|w.sub_(x)|];")]
    [InlineData("var w = rand(3, requires_grad: true); (w * x).sum().backward(); [|w -= 0.1 * w.grad!|];")]
    [InlineData("var w = rand(3, requires_grad: true); (w * x).sum().backward(); [|w = w - 0.1 * w.grad!|];")]
    [InlineData("using (enable(x)) { [|own.zero_()|]; }")]
    [InlineData("using (no_grad()) { x.add_(1); } [|own.zero_()|];")]
    public Task Report_WriteWhileRecording_OnTheWrite(string body) => Verify<WeightWrittenInGraphAnalyzer>.ReportsAsync(Work(body));

    [Theory]
    [InlineData("using (no_grad()) { layer.weight!.zero_(); }")]
    [InlineData("using var _ = torch.no_grad(); layer.weight!.zero_();")]
    [InlineData("using (inference_mode()) own.zero_();")]
    [InlineData("set_grad_enabled(false); own.zero_();")]
    [InlineData("using (Frozen()) { own.zero_(); }")]
    [InlineData("init.normal_(own);")]
    [InlineData("x.add_(1);")]
    [InlineData("own.grad!.zero_();")]
    [InlineData("own.detach().add_(1);")]
    [InlineData("own.requires_grad_(false);")]
    [InlineData("own.requires_grad = false; own.zero_();")]
    [InlineData("var p = Parameter(x, requires_grad: false); p.zero_();")]
    [InlineData("(own * 2).add_(1);")]
    [InlineData("own[x].add_(1);")]
    [InlineData("var w = rand(3); w.sub_(x); w -= x;")]
    [InlineData("var w = rand(3, requires_grad: true); w = w * 2; w.add_(1);")]
    [InlineData("var w = rand(3, requires_grad: true); var y = w - x; y -= 1;")]
    // Whoever gets the lambda may call it under no_grad.
    [InlineData("Run(() => own.zero_());")]
    [InlineData("void Clear() => own.zero_(); using (no_grad()) { Clear(); }")]
    public Task Report_WriteThatIsNotRecorded_Silent(string body) => Verify<WeightWrittenInGraphAnalyzer>.IsSilentAsync(Work(body));

    [Fact]
    public Task Report_PrivateMethodCalledUnderNoGrad_OnlyIfSomeCallerIsNot() => Verify<WeightWrittenInGraphAnalyzer>.ReportsAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter weight = Parameter(ones(3));
            public Net() : base("net")
            {
                RegisterComponents();
                using var _ = no_grad();
                Reset();
            }
            public void Restart() => Fill();
            public override Tensor forward(Tensor x) => x * weight;
            private void Reset() => weight.normal_(0, 1);
            private void Fill() => [|weight.fill_(1)|];
        }
        """);

    [Fact]
    public Task Report_TopLevelProgram_OnTheWrite() => VerifyProgram<WeightWrittenInGraphAnalyzer>.MatchesAsync("""
        var layer = Linear(2, 2);
        [|layer.weight!.zero_()|];
        using var _ = no_grad();
        layer.bias!.zero_();
        """);

    [Fact]
    public Task Fix_StatementsAndBodies_AreWrapped() => Verify<WeightWrittenInGraphAnalyzer, WriteUnderNoGradFix>.FixesAsync(
        """
        class Work
        {
            private readonly Parameter own = Parameter(ones(3));
            void Statement(Tensor x)
            {
                // start again
                [|own.zero_()|];
                Console.WriteLine(x);
            }
            void Loop(Linear layer)
            {
                foreach (var p in layer.parameters())
                    [|p.mul_(0.5)|];
            }
            void Arrow() => [|own.zero_()|];
            Tensor Result() => [|own.add_(1)|];
            void Descent(Tensor x)
            {
                var w = rand(3, requires_grad: true);
                (w * x).sum().backward();
                [|w -= 0.1 * w.grad!|];
            }
        }
        """,
        """
        class Work
        {
            private readonly Parameter own = Parameter(ones(3));
            void Statement(Tensor x)
            {
                // start again
                using (no_grad())
                {
                    own.zero_();
                }
                Console.WriteLine(x);
            }
            void Loop(Linear layer)
            {
                foreach (var p in layer.parameters())
                    using (no_grad())
                    {
                        p.mul_(0.5);
                    }
            }
            void Arrow()
            {
                using (no_grad())
                {
                    own.zero_();
                }
            }
            Tensor Result()
            {
                using (no_grad())
                {
                    return own.add_(1);
                }
            }
            void Descent(Tensor x)
            {
                var w = rand(3, requires_grad: true);
                (w * x).sum().backward();
                using (no_grad())
                {
                    w.sub_(0.1 * w.grad!);
                }
            }
        }
        """);

    [Fact]
    public Task Fix_WhereTheShortNameMeansSomethingElse_NamesTorch() => Verify<WeightWrittenInGraphAnalyzer, WriteUnderNoGradFix>.FixesAsync(
        """
        class Work
        {
            private static void no_grad() { }
            void Clear(Parameter weight)
            {
                [|weight.zero_()|];
            }
        }
        """,
        """
        class Work
        {
            private static void no_grad() { }
            void Clear(Parameter weight)
            {
                using (torch.no_grad())
                {
                    weight.zero_();
                }
            }
        }
        """);

    [Fact]
    public Task Fix_DeclarationOfTheResult_OffersNone() => Verify<WeightWrittenInGraphAnalyzer, WriteUnderNoGradFix>.OffersNoneAsync(
        Work("var y = [|own.add_(1)|]; Console.WriteLine(y);"));

    private static string Work(string body) => $$"""
        class Work
        {
            private readonly Linear layer = Linear(2, 2);
            private readonly Parameter own = Parameter(ones(3));
            private static IDisposable Frozen() => no_grad();
            private static MemoryStream enable(Tensor x) => new();
            private static void Run(Action action) => action();
            void Do(Tensor x)
            {
                {{body}}
            }
        }
        """;
}
