using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class UndisposedScopeTests
{
    [Theory]
    [InlineData("var scope = [|NewDisposeScope()|]; Console.WriteLine(x.exp().sum());")]
    [InlineData("DisposeScope scope; scope = [|torch.NewDisposeScope()|]; Console.WriteLine(scope.DisposablesCount);")]
    [InlineData("var scope = [|NewDisposeScope()|]; Console.WriteLine(x.exp().sum()); scope.Dispose();")]
    [InlineData("var scope = x.ndim > 1 ? [|NewDisposeScope()|] : null; scope?.Dispose();")]
    [InlineData("[|NewDisposeScope()|];")]
    [InlineData("_ = [|NewDisposeScope()|];")]
    [InlineData("[|NewDisposeScope()|].Attach(x);")]
    public Task Report_ScopeOutsideOfUsing_OnTheCall(string body) => Verify<UndisposedScopeAnalyzer>.ReportsAsync($$"""
        class Work
        {
            void Do(Tensor x)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("using var scope = NewDisposeScope();")]
    [InlineData("using (NewDisposeScope()) { x.add_(1); }")]
    [InlineData("using (var scope = torch.NewDisposeScope()) x.add_(1);")]
    [InlineData("using var scope = x.ndim > 1 ? NewDisposeScope() : null;")]
    [InlineData("var scope = NewDisposeScope(); using (scope) { x.add_(1); }")]
    [InlineData("var scope = NewDisposeScope(); try { x.add_(1); } finally { scope.Dispose(); }")]
    [InlineData("DisposeScope? scope = null; try { scope = NewDisposeScope(); } finally { scope?.Dispose(); }")]
    [InlineData("kept = NewDisposeScope();")]
    [InlineData("Keep(NewDisposeScope());")]
    [InlineData("var scope = NewDisposeScope(); Keep(scope);")]
    [InlineData("Func<DisposeScope> open = () => NewDisposeScope(); open().Dispose();")]
    [InlineData("DisposeScope Open() => NewDisposeScope(); using var scope = Open();")]
    public Task Report_ScopeThatSomebodyCloses_Silent(string body) => Verify<UndisposedScopeAnalyzer>.IsSilentAsync($$"""
        class Work
        {
            private DisposeScope? kept;
            private void Keep(DisposeScope scope) => kept = scope;
            private DisposeScope Current => kept ?? NewDisposeScope();
            void Do(Tensor x)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task Report_TopLevelProgram_OnTheCall() => VerifyProgram<UndisposedScopeAnalyzer>.MatchesAsync("""
        var scope = [|NewDisposeScope()|];
        Console.WriteLine(rand(3).sum());
        """);

    [Theory]
    [InlineData("var scope = [|NewDisposeScope()|];", "using var scope = NewDisposeScope();")]
    [InlineData("[|NewDisposeScope()|];", "using var scope = NewDisposeScope();")]
    [InlineData("_ = [|torch.NewDisposeScope()|];", "using var scope = torch.NewDisposeScope();")]
    public Task Fix_Statement_DeclaresWithUsing(string before, string after)
    {
        const string Source = """
            class Work
            {
                void Do(Tensor x)
                {
                    // the step
                    BODY
                    x.add_(1);
                }
            }
            """;
        return Verify<UndisposedScopeAnalyzer, CloseScopeFix>.FixesAsync(
            Source.Replace("BODY", before, StringComparison.Ordinal), Source.Replace("BODY", after, StringComparison.Ordinal));
    }

    [Fact]
    public Task Fix_DisposeAtTheEnd_IsDropped() => Verify<UndisposedScopeAnalyzer, CloseScopeFix>.FixesAsync(
        """
        class Work
        {
            void Do(Tensor x)
            {
                var scope = [|NewDisposeScope()|];
                Console.WriteLine(x.exp().sum());
                scope.Dispose();
            }
        }
        """,
        """
        class Work
        {
            void Do(Tensor x)
            {
                using var scope = NewDisposeScope();
                Console.WriteLine(x.exp().sum());
            }
        }
        """);

    [Fact]
    public Task Fix_SeveralInOneFile_AllAtOnce() => Verify<UndisposedScopeAnalyzer, CloseScopeFix>.FixesAsync(
        """
        class Work
        {
            void One() { var scope = [|NewDisposeScope()|]; }
            void Two() { var scope = [|NewDisposeScope()|]; }
        }
        """,
        """
        class Work
        {
            void One() { using var scope = NewDisposeScope(); }
            void Two() { using var scope = NewDisposeScope(); }
        }
        """);

    [Fact]
    public Task Fix_SwitchSectionOrChain_OffersNone() => Verify<UndisposedScopeAnalyzer, CloseScopeFix>.OffersNoneAsync("""
        class Work
        {
            void Do(Tensor x)
            {
                [|NewDisposeScope()|].Attach(x);
                switch (x.ndim)
                {
                    case 1:
                        var scope = [|NewDisposeScope()|];
                        break;
                }
            }
        }
        """);
}
