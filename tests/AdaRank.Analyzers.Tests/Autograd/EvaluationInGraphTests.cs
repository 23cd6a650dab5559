using AdaRank.Analyzers.Autograd;
using AdaRank.Analyzers.CodeFixes.Autograd;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Autograd;

public sealed class EvaluationInGraphTests
{
    [Theory]
    [InlineData("[|model.eval()|]; foreach (var x in xs) { sum += model.call(x).sum().item<float>(); }")]
    [InlineData("[|model.train(false)|]; sum = model.forward(xs[0]).item<float>();")]
    [InlineData("[|model.eval()|]; var y = model.call(xs[0]); sum = y.sum().item<float>(); model.train();")]
    [InlineData("if (model.training) { [|model.eval()|]; } sum = (float)model.call(xs[0]);")]
    [InlineData("[|field.eval()|]; sum = field.call(xs[0]).item<float>();")]
    public Task Report_ForwardAfterEval_OnEval(string body) => Verify<EvaluationInGraphAnalyzer>.ReportsAsync(Work(body));

    [Theory]
    [InlineData("using var _ = no_grad(); model.eval(); sum = model.call(xs[0]).item<float>();")]
    [InlineData("model.eval(); using (no_grad()) { sum = model.call(xs[0]).item<float>(); }")]
    [InlineData("model.eval(); using (inference_mode()) { sum = model.call(xs[0]).item<float>(); }")]
    [InlineData("model.eval(); set_grad_enabled(false); sum = model.call(xs[0]).item<float>();")]
    // No evaluation.
    [InlineData("model.eval();")]
    [InlineData("sum = model.call(xs[0]).item<float>();")]
    [InlineData("sum = model.call(xs[0]).item<float>(); model.eval();")]
    [InlineData("model.eval(); model.train(); sum = model.call(xs[0]).item<float>();")]
    [InlineData("model.train(true); sum = model.call(xs[0]).item<float>();")]
    // Gradients are wanted: of the input, or of another model.
    [InlineData("model.eval(); model.call(xs[0]).sum().backward();")]
    [InlineData("model.eval(); var loss = model.call(xs[0]).sum(); var g = autograd.grad([loss], [xs[0]]);")]
    [InlineData("model.eval(); var loss = field.call(model.call(xs[0])).sum(); loss.backward(); optimizer.step();")]
    // The output goes to where somebody may differentiate it.
    [InlineData("model.eval(); kept = model.call(xs[0]);")]
    [InlineData("model.eval(); var y = model.call(xs[0]); kept = y;")]
    public Task Report_NotRecordedOrWanted_Silent(string body) => Verify<EvaluationInGraphAnalyzer>.IsSilentAsync(Work(body));

    [Fact]
    public Task Report_OutputReturned_Silent() => Verify<EvaluationInGraphAnalyzer>.IsSilentAsync("""
        class Work
        {
            Tensor Predict(Linear model, Tensor x) { model.eval(); return model.call(x); }
            (Tensor, float) Both(Linear model, Tensor x) { model.eval(); var y = model.call(x); return (y, 1f); }
        }
        """);

    [Fact]
    public Task Report_PrivateMethodCalledUnderNoGrad_Silent() => Verify<EvaluationInGraphAnalyzer>.IsSilentAsync("""
        class Work
        {
            public float Evaluate(Linear model, Tensor x) { using var _ = no_grad(); return Inner(model, x); }
            private float Inner(Linear model, Tensor x) { model.eval(); return model.call(x).item<float>(); }
        }
        """);

    [Fact]
    public Task Report_ModelOfOnesOwn_OnEval() => Verify<EvaluationInGraphAnalyzer>.ReportsAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear layer = Linear(2, 1);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => layer.call(x);
            public float Score(Tensor x)
            {
                [|this.eval()|];
                return call(x).item<float>();
            }
        }
        """);

    [Fact]
    public Task Fix_Eval_IsFollowedByNoGrad() => Verify<EvaluationInGraphAnalyzer, EvaluateUnderNoGradFix>.FixesAsync(
        """
        class Work
        {
            float Evaluate(Linear model, List<Tensor> xs)
            {
                [|model.eval()|]; // no dropout
                return model.call(xs[0]).item<float>();
            }
            float Again(Linear model, List<Tensor> xs, bool noGradient)
            {
                [|model.eval()|];
                return model.call(xs[0]).item<float>();
            }
        }
        """,
        """
        class Work
        {
            float Evaluate(Linear model, List<Tensor> xs)
            {
                model.eval(); // no dropout
                using var noGradient = no_grad();
                return model.call(xs[0]).item<float>();
            }
            float Again(Linear model, List<Tensor> xs, bool noGradient)
            {
                model.eval();
                using var noGradient2 = no_grad();
                return model.call(xs[0]).item<float>();
            }
        }
        """);

    private static string Work(string body) => $$"""
        class Work
        {
            private readonly Linear field = Linear(2, 2);
            private Tensor? kept;
            private float sum;
            void Do(Linear model, List<Tensor> xs, optim.Optimizer optimizer)
            {
                {{body}}
            }
        }
        """;
}
