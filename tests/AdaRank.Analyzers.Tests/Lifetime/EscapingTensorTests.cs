using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class EscapingTensorTests
{
    [Theory]
    [InlineData("using var scope = NewDisposeScope(); return [|x.relu()|];")]
    [InlineData("using var scope = NewDisposeScope(); return [|x + 1|];")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); return [|y|];")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); return [|y.add_(1)|];")]
    [InlineData("using var scope = NewDisposeScope(); var y = x; if (c) { y = x.relu(); } return [|y|];")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); var z = y; return [|z|];")]
    [InlineData("using (NewDisposeScope()) { return c ? [|x.relu()|] : x.MoveToOuterDisposeScope(); }")]
    [InlineData("using (var scope = NewDisposeScope()) { return x.ndim switch { 1 => [|x.exp()|], _ => scope.MoveToOuter(x.log()) }; }")]
    [InlineData("using var scope = NewDisposeScope(); return [|layer.call(x)|];")]
    [InlineData("using var scope = NewDisposeScope(); return [|x[0]|];")]
    [InlineData("using var scope = NewDisposeScope(); return scope.DisposeEverythingBut(x) is null ? x : [|x.exp()|];")]
    // One move is not enough for two scopes.
    [InlineData("using var outer = NewDisposeScope(); using (NewDisposeScope()) { return [|x.relu().MoveToOuterDisposeScope()|]; }")]
    // A using of the tensor itself.
    [InlineData("using var y = x.relu(); return [|y|];")]
    [InlineData("using var y = x.relu(); return [|y.add_(1)|];")]
    public Task Report_ReturnedUnmoved_OnTheValue(string body) => Verify<EscapingTensorAnalyzer>.ReportsAsync($$"""
        class Work
        {
            private readonly Linear layer = Linear(2, 2);
            public Tensor Do(Tensor x, bool c)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("using var scope = NewDisposeScope(); kept = [|x.relu()|];")]
    [InlineData("using var scope = NewDisposeScope(); Kept = [|x.relu()|];")]
    [InlineData("using var scope = NewDisposeScope(); kept ??= [|x.relu()|];")]
    [InlineData("using var scope = NewDisposeScope(); list.Add([|x.relu()|]);")]
    [InlineData("using var scope = NewDisposeScope(); named[\"x\"] = [|x.relu()|];")]
    [InlineData("Tensor y; using (NewDisposeScope()) { y = [|x.relu()|]; } Console.WriteLine(y);")]
    [InlineData("var total = zeros(1); for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); total = [|total + x|]; }")]
    [InlineData("var total = zeros(1); for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); [|total += x|]; }")]
    [InlineData("var all = new List<Tensor>(); using (NewDisposeScope()) { all.Add([|x.exp()|]); } Console.WriteLine(all.Count);")]
    [InlineData("var all = new Tensor[n]; for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); all[i] = [|x.exp()|]; } Console.WriteLine(all[0]);")]
    [InlineData("using var y = x.relu(); kept = [|y|];")]
    public Task Report_KeptUnmoved_OnTheValue(string body) => Verify<EscapingTensorAnalyzer>.ReportsAsync($$"""
        class Work
        {
            private Tensor? kept;
            private Tensor? Kept { get; set; }
            private readonly List<Tensor> list = [];
            private readonly Dictionary<string, Tensor> named = [];
            public void Do(Tensor x, int n)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task Report_ElementsOfTuplesArraysAndRecords_Each() => Verify<EscapingTensorAnalyzer>.ReportsAsync("""
        record Output(Tensor Logits, float Loss);
        class Work
        {
            public (Tensor, Tensor) Pair(Tensor x) { using var s = NewDisposeScope(); return ([|x.exp()|], x.log().MoveToOuterDisposeScope()); }
            public Tensor[] Array(Tensor x) { using var s = NewDisposeScope(); return [[|x.exp()|], x]; }
            public Output Record(Tensor x) { using var s = NewDisposeScope(); return new Output([|x.exp()|], 1f); }
            public Tensor[] Chunks(Tensor x) { using var s = NewDisposeScope(); return [|x.chunk(2)|]; }
            public async Task<Tensor> LaterAsync(Tensor x) { await Task.Yield(); using var s = NewDisposeScope(); return [|x.exp()|]; }
            public Func<Tensor> Lambda(Tensor x) => () => { using var s = NewDisposeScope(); return [|x.exp()|]; };
            public void Out(Tensor x, out Tensor y) { using var s = NewDisposeScope(); y = [|x.exp()|]; }
        }
        """);

    [Fact]
    public Task Report_TopLevelProgram_OnTheValue() => VerifyProgram<EscapingTensorAnalyzer>.MatchesAsync("""
        var total = zeros(1);
        for (var i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            total = [|total + 1|];
        }

        Console.WriteLine(total);
        """);

    [Theory]
    [InlineData("using var scope = NewDisposeScope(); return x.relu().MoveToOuterDisposeScope();")]
    [InlineData("using var scope = NewDisposeScope(); return scope.MoveToOuter(x.relu());")]
    [InlineData("using var scope = NewDisposeScope(); return x.relu().DetachFromDisposeScope();")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); y.MoveToOuterDisposeScope(); return y;")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); var z = x.exp(); scope.MoveToOuter(y, z); return y;")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu(); y = y.MoveToOuterDisposeScope(); return y;")]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu().MoveToOuterDisposeScope(); return y;")]
    [InlineData("using var outer = NewDisposeScope(); using (NewDisposeScope()) { return x.relu().MoveToOuterDisposeScope().MoveToOuterDisposeScope(); }")]
    [InlineData("using var outer = NewDisposeScope(); using (NewDisposeScope()) { return x.relu().DetachFromDisposeScope(); }")]
    // The argument, or what was there before the scope.
    [InlineData("using var scope = NewDisposeScope(); x.add_(1); return x;")]
    [InlineData("var y = x.relu(); using (NewDisposeScope()) { y.add_(x.exp()); } return y;")]
    [InlineData("var y = x.relu(); using (NewDisposeScope()) { return y.add_(1); }")]
    // Made after the scope, or in none.
    [InlineData("using (NewDisposeScope()) { Console.WriteLine(x.exp()); } return x.relu();")]
    [InlineData("return x.relu();")]
    // A method of the user's may return what exists.
    [InlineData("using var scope = NewDisposeScope(); return Known(x);")]
    // Only the branch that returns early is unmoved there, and it returns the argument.
    [InlineData("using var scope = NewDisposeScope(); var y = x; if (c) { y = x.exp(); return y.MoveToOuterDisposeScope(); } return y;")]
    // Another function's scope.
    [InlineData("Tensor Inner() => x.exp(); using (NewDisposeScope()) { Console.WriteLine(Inner()); } return Inner();")]
    [InlineData("using var y = x.relu(); return y.exp();")]
    [InlineData("using var y = x.relu(); return y.alias();")]
    public Task Report_MovedOrOfAnotherOwner_Silent(string body) => Verify<EscapingTensorAnalyzer>.IsSilentAsync($$"""
        class Work
        {
            private readonly Tensor known = ones(1);
            private Tensor Known(Tensor x) => x.ndim > 1 ? known : x;
            public Tensor Do(Tensor x, bool c)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    // Not used once the scope has closed.
    [InlineData("Tensor y; using (NewDisposeScope()) { y = x.relu(); Console.WriteLine(y); }")]
    [InlineData("Tensor? y = null; for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); y = x.relu(); Console.WriteLine(y); }")]
    [InlineData("using var scope = NewDisposeScope(); x = x.relu(); Console.WriteLine(x);")]
    [InlineData("using var scope = NewDisposeScope(); var all = new List<Tensor>(); all.Add(x.exp()); Console.WriteLine(stack(all));")]
    // Part of something that does not outlive the scope.
    [InlineData("using var scope = NewDisposeScope(); var work = new Work(); work.kept = x.exp(); Console.WriteLine(work.kept);")]
    // Libtorch holds the gradient itself.
    [InlineData("using var scope = NewDisposeScope(); x.grad = x.exp();")]
    // Copied into the tensor that outlives the scope.
    [InlineData("var total = zeros(1); for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); total.add_(x.exp()); }")]
    [InlineData("using var scope = NewDisposeScope(); kept![0] = x.exp();")]
    [InlineData("var total = zeros(1); for (var i = 0; i < n; i++) { using var scope = NewDisposeScope(); total = (total + x).MoveToOuterDisposeScope(); }")]
    [InlineData("using var scope = NewDisposeScope(); kept = x.relu().DetachFromDisposeScope();")]
    [InlineData("using var scope = NewDisposeScope(); sum += x.exp().item<float>();")]
    public Task Report_NotKeptOrMoved_Silent(string body) => Verify<EscapingTensorAnalyzer>.IsSilentAsync($$"""
        class Work
        {
            private Tensor? kept;
            private float sum;
            public void Do(Tensor x, int n)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task Report_ModuleThatRegistersWhatItMakes_Silent() => Verify<EscapingTensorAnalyzer>.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter weight;
            private Tensor table;
            public Net() : base("net")
            {
                using var scope = NewDisposeScope();
                weight = Parameter(randn(3).mul_(0.02));
                table = arange(3);
                RegisterComponents();
            }
            public void Rebuild()
            {
                using var scope = NewDisposeScope();
                var fresh = arange(3) * 2;
                register_buffer("fresh", fresh);
                table = fresh;
            }
            public override Tensor forward(Tensor x) => x * weight;
        }
        """);

    [Fact]
    public Task Report_IteratorInAScope_Silent() => Verify<EscapingTensorAnalyzer>.IsSilentAsync("""
        class Batches
        {
            IEnumerable<Tensor> All(Tensor x)
            {
                using var scope = NewDisposeScope();
                yield return x.exp();
            }
        }
        """);

    [Fact]
    public Task Fix_EachPlace_MovesOrDropsTheUsing() => Verify<EscapingTensorAnalyzer, MoveTensorOutFix>.FixesAsync(
        """
        class Work
        {
            public Tensor Sum(Tensor x) { using var s = NewDisposeScope(); return [|x + 1|]; }
            public Tensor Local(Tensor x) { using var s = NewDisposeScope(); var y = x.exp(); return [|y|]; }
            public (Tensor, Tensor) Pair(Tensor x) { using var s = NewDisposeScope(); return ([|x.exp()|], [|-x|]); }
            public Tensor Using(Tensor x)
            {
                // the result
                using var y = x.exp();
                return [|y|];
            }
            public Tensor Loop(Tensor x, List<Tensor> list)
            {
                var total = zeros(1);
                foreach (var item in list)
                {
                    using var s = NewDisposeScope();
                    [|total += item * x|];
                }
                return total;
            }
        }
        """,
        """
        class Work
        {
            public Tensor Sum(Tensor x) { using var s = NewDisposeScope(); return (x + 1).MoveToOuterDisposeScope(); }
            public Tensor Local(Tensor x) { using var s = NewDisposeScope(); var y = x.exp(); return y.MoveToOuterDisposeScope(); }
            public (Tensor, Tensor) Pair(Tensor x) { using var s = NewDisposeScope(); return (x.exp().MoveToOuterDisposeScope(), (-x).MoveToOuterDisposeScope()); }
            public Tensor Using(Tensor x)
            {
                // the result
                var y = x.exp();
                return y;
            }
            public Tensor Loop(Tensor x, List<Tensor> list)
            {
                var total = zeros(1);
                foreach (var item in list)
                {
                    using var s = NewDisposeScope();
                    total = (total + (item * x)).MoveToOuterDisposeScope();
                }
                return total;
            }
        }
        """);
}
