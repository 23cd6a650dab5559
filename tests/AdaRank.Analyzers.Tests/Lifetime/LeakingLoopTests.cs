using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class LeakingLoopTests
{
    [Fact]
    public Task Report_TrainingLoopWithoutScope_OnTheLoop() => Verify<LeakingLoopAnalyzer>.ReportsAsync("""
        class Trainer
        {
            void Train(Linear model, optim.Optimizer optimizer, IEnumerable<(Tensor X, Tensor Y)> batches)
            {
                for (var epoch = 0; epoch < 10; epoch++)
                {
                    [|foreach|] (var (x, y) in batches)
                    {
                        optimizer.zero_grad();
                        var loss = functional.mse_loss(model.call(x), y);
                        loss.backward();
                        optimizer.step();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Report_ScopeAroundTheWholeTraining_SinceItFreesTooLate() => Verify<LeakingLoopAnalyzer>.ReportsAsync("""
        class Trainer
        {
            void Train(Linear model, optim.Optimizer optimizer, List<Tensor> batches)
            {
                using var scope = NewDisposeScope();
                [|while|] (batches.Count > 0)
                {
                    var loss = model.call(batches[0]).sum();
                    loss.backward();
                    optimizer.step();
                }
            }
        }
        """);

    [Theory]
    [InlineData("model.call(rand(4)).sum().item<float>()")]
    [InlineData("(float)model.call(rand(4))[0]")]
    [InlineData("model?.forward(rand(4)).mean().ToSingle() ?? 0")]
    public Task Report_InferenceInAMethodWithoutTensors_OnTheLoop(string read) => Verify<LeakingLoopAnalyzer>.ReportsAsync($$"""
        class Service
        {
            private readonly Linear model = Linear(4, 4);

            void Run(int count)
            {
                [|for|] (var i = 0; i < count; i++)
                {
                    Console.WriteLine({{read}});
                }
            }
        }
        """);

    [Fact]
    public Task Report_TemporariesInAnEndlessLoop_OnTheLoop() => Verify<LeakingLoopAnalyzer>.ReportsAsync("""
        class Monitor
        {
            async Task RunAsync()
            {
                [|while|] (true)
                {
                    var noise = randn(1000);
                    Console.WriteLine((noise * 2).exp().sum().item<float>());
                    await Task.Yield();
                }
            }
        }
        """);

    [Fact]
    public Task Report_PrivateMethodOneOfWhoseCallersHasNoScope_OnTheLoop() => Verify<LeakingLoopAnalyzer>.ReportsAsync("""
        class Service
        {
            private readonly Linear model = Linear(4, 4);
            public void Safe(int n) { using var scope = NewDisposeScope(); Run(n); }
            public void Unsafe(int n) => Run(n);
            private void Run(int count)
            {
                [|for|] (var i = 0; i < count; i++)
                {
                    Console.WriteLine(model.call(rand(4)).sum().item<float>());
                }
            }
        }
        """);

    [Fact]
    public Task Report_Message_CountsTheTensors() => Verify<LeakingLoopAnalyzer>.SaysAsync(
        """
        class Trainer
        {
            void Train(Linear model, optim.Optimizer optimizer, List<Tensor> batches)
            {
                {|#0:foreach|} (var x in batches)
                {
                    var loss = model.call(x).sum();
                    loss.backward();
                    optimizer.step();
                }
            }
        }
        """,
        "Each round of this loop makes 2 tensors that only the finalizer frees: open a dispose scope in its body");

    [Fact]
    public Task Report_TopLevelProgram_OnTheLoop() => VerifyProgram<LeakingLoopAnalyzer>.MatchesAsync("""
        var model = Linear(4, 4);
        var optimizer = optim.SGD(model.parameters(), 0.1);
        [|while|] (true)
        {
            var loss = model.call(rand(4)).sum();
            loss.backward();
            optimizer.step();
        }
        """);

    [Theory]
    // A scope in the body, as a declaration or a statement.
    [InlineData("using var scope = NewDisposeScope(); var loss = model.call(x).sum(); loss.backward(); optimizer.step();")]
    [InlineData("using (NewDisposeScope()) { var loss = model.call(x).sum(); loss.backward(); optimizer.step(); }")]
    [InlineData("var scope = NewDisposeScope(); try { model.call(x).sum().backward(); } finally { scope.Dispose(); }")]
    // Everything is disposed by hand.
    [InlineData("using var output = model.call(x); using var loss = output.sum(); loss.backward(); optimizer.step();")]
    [InlineData("var output = model.call(x); var loss = output.sum(); loss.backward(); output.Dispose(); loss.Dispose();")]
    // What is handed on is somebody else's.
    [InlineData("losses.Add(model.call(x)); losses[0].backward();")]
    // The sum is held by its variable.
    [InlineData("using var loss = model.call(x); loss.backward(); sum += loss;")]
    // In-place calls make nothing.
    [InlineData("x.add_(1).mul_(2); optimizer.step();")]
    // A disposable that the rule cannot look into may be a scope.
    [InlineData("using var step = Begin(); model.call(x).sum().backward();")]
    // Done inside a helper that opens the scope.
    [InlineData("using var loss = WrappedTensorDisposeScope(() => model.call(x).sum()); loss.backward();")]
    public Task Report_BodyThatFreesItsTensors_Silent(string body) => Verify<LeakingLoopAnalyzer>.IsSilentAsync($$"""
        class Trainer
        {
            private readonly List<Tensor> losses = [];
            private Tensor sum = zeros(1);
            private IDisposable Begin() => NewDisposeScope();
            void Train(Linear model, optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                foreach (var x in batches)
                {
                    {{body}}
                }
            }
        }
        """);

    [Theory]
    // Few rounds.
    [InlineData("void Run() { for (var i = 0; i < 5; i++) { Console.WriteLine(model.call(rand(4)).sum().item<float>()); } }")]
    [InlineData("void Run() { foreach (var n in new[] { 1, 2 }) { Console.WriteLine(model.call(rand(n)).sum().item<float>()); } }")]
    // Whoever gives and takes tensors has a scope.
    [InlineData("Tensor Run(Tensor x, int n) { for (var i = 0; i < n; i++) { x = model.call(x).relu(); } return x; }")]
    [InlineData("void Run(List<Tensor> xs) { foreach (var x in xs) { Console.WriteLine(model.call(x).sum().item<float>()); } }")]
    // A private method whose only caller has a scope.
    [InlineData("public void Go(int n) { using var scope = NewDisposeScope(); Run(n); } private void Run(int n) { for (var i = 0; i < n; i++) { Console.WriteLine(model.call(rand(4)).sum().item<float>()); } }")]
    // A local function that is called in a scope.
    [InlineData("void Go(int n) { void Run() { for (var i = 0; i < n; i++) { Console.WriteLine(model.call(rand(4)).sum().item<float>()); } } using (NewDisposeScope()) { Run(); } }")]
    // One tensor for each parameter.
    [InlineData("void Run() { foreach (var p in model.parameters()) { Console.WriteLine(p.abs().sum().item<float>()); } }")]
    // A scope around a loop that does not train.
    [InlineData("void Run(int n) { using var scope = NewDisposeScope(); for (var i = 0; i < n; i++) { Console.WriteLine(model.call(rand(4)).sum().item<float>()); } }")]
    // Emptied in each round.
    [InlineData("void Run(int n) { using var scope = NewDisposeScope(); for (var i = 0; i < n; i++) { model.call(rand(4)).sum().backward(); scope.DisposeEverything(); } }")]
    // Numbers only.
    [InlineData("void Run(int n) { for (var i = 0; i < n; i++) { Console.WriteLine(Math.Exp(i) * 2); } }")]
    public Task Report_LoopThatSomebodyCleansUpAfter_Silent(string member) => Verify<LeakingLoopAnalyzer>.IsSilentAsync($$"""
        class Service
        {
            private readonly Linear model = Linear(4, 4);
            {{member}}
        }
        """);

    [Fact]
    public Task Report_LayersInAForward_Silent() => Verify<LeakingLoopAnalyzer>.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers)
                {
                    x = functional.relu(layer.call(x)) + 1;
                }

                return x;
            }
        }
        """);

    [Fact]
    public Task Fix_LoopWithBlock_OpensScopeAndMovesWhatStays() => Verify<LeakingLoopAnalyzer, OpenScopeInLoopFix>.FixesAsync(
        """
        class Trainer
        {
            Tensor Train(Linear model, optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                var total = zeros(1);
                var history = new List<Tensor>();
                [|foreach|] (var x in batches)
                {
                    // one step
                    var loss = model.call(x).sum();
                    loss.backward();
                    optimizer.step();
                    total += loss.detach();
                    history.Add(loss);
                }

                return total + history[0];
            }
        }
        """,
        """
        class Trainer
        {
            Tensor Train(Linear model, optim.Optimizer optimizer, IEnumerable<Tensor> batches)
            {
                var total = zeros(1);
                var history = new List<Tensor>();
                foreach (var x in batches)
                {
                    using var scope = NewDisposeScope();
                    // one step
                    var loss = model.call(x).sum();
                    loss.backward();
                    optimizer.step();
                    total = (total + loss.detach()).MoveToOuterDisposeScope();
                    history.Add(loss.MoveToOuterDisposeScope());
                }

                return total + history[0];
            }
        }
        """);

    [Fact]
    public Task Fix_LoopWithoutBlock_MakesOne() => Verify<LeakingLoopAnalyzer, OpenScopeInLoopFix>.FixesAsync(
        """
        class Trainer
        {
            void Train(Linear model, IEnumerable<Tensor> batches, int scope)
            {
                [|foreach|] (var x in batches)
                    model.call(x).sum().backward();
            }
        }
        """,
        """
        class Trainer
        {
            void Train(Linear model, IEnumerable<Tensor> batches, int scope)
            {
                foreach (var x in batches)
                {
                    using var scope2 = NewDisposeScope();
                    model.call(x).sum().backward();
                }
            }
        }
        """);

    [Fact]
    public Task Fix_NestedLoops_GetScopesOfTheirOwn() => Verify<LeakingLoopAnalyzer, OpenScopeInLoopFix>.FixesAsync(
        """
        class Trainer
        {
            void Train(Linear model, List<Tensor> batches, int epochs)
            {
                [|for|] (var epoch = 0; epoch < epochs; epoch++)
                {
                    Console.WriteLine(model.call(batches[0]).sum().item<float>());
                    [|foreach|] (var x in batches)
                    {
                        model.call(x).sum().backward();
                    }
                }
            }
        }
        """,
        """
        class Trainer
        {
            void Train(Linear model, List<Tensor> batches, int epochs)
            {
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    using var scope = NewDisposeScope();
                    Console.WriteLine(model.call(batches[0]).sum().item<float>());
                    foreach (var x in batches)
                    {
                        using var stepScope = NewDisposeScope();
                        model.call(x).sum().backward();
                    }
                }
            }
        }
        """);
}
