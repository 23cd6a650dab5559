using AdaRank.Analyzers.Autograd;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Autograd;

public sealed class ThrowingBackwardTests
{
    [Theory]
    [InlineData("[|throw new InvalidOperationException();|]")]
    [InlineData("if (g.ndim != 2) { [|throw new ArgumentException(nameof(g));|] } return [g];")]
    [InlineData("return [g ?? [|throw new ArgumentNullException(nameof(g))|]];")]
    [InlineData("[|ArgumentNullException.ThrowIfNull(g)|]; return [g];")]
    [InlineData("try { return [g]; } catch (Exception) { [|throw;|] }")]
    [InlineData("try { [|throw new InvalidOperationException();|] } catch (ArgumentException) { return [g]; }")]
    [InlineData("try { [|throw new InvalidOperationException();|] } catch (Exception e) when (e.Message.Length > 3) { return [g]; }")]
    [InlineData("try { return [g]; } finally { [|Check(g)|]; }")]
    [InlineData("[|Check(g)|]; return [g];")]
    [InlineData("[|Deep(g)|]; return [g];")]
    public Task Report_ExceptionThatGetsOut_OnTheThrowOrCall(string body) => Verify<ThrowingBackwardAnalyzer>.ReportsAsync(Function(body));

    [Theory]
    [InlineData("return [g];")]
    [InlineData("try { throw new InvalidOperationException(); } catch { return [g]; }")]
    [InlineData("try { throw new InvalidOperationException(); } catch (Exception) { return [g]; }")]
    [InlineData("try { throw new ArgumentNullException(); } catch (ArgumentException) { return [g]; }")]
    [InlineData("try { Check(g); } catch (Exception) { } return [g];")]
    [InlineData("try { try { throw new InvalidOperationException(); } finally { g.Dispose(); } } catch { } return [g];")]
    [InlineData("Harmless(g); return [g];")]
    [InlineData("Safe(g); return [g];")]
    public Task Report_NothingGetsOut_Silent(string body) => Verify<ThrowingBackwardAnalyzer>.IsSilentAsync(Function(body));

    [Fact]
    public Task Report_FunctionOfSeveralTensors_OnTheThrow() => Verify<ThrowingBackwardAnalyzer>.ReportsAsync("""
        class Both : autograd.MultiTensorFunction<Both>
        {
            public override string Name => nameof(Both);
            public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) => [(Tensor)vars[0], (Tensor)vars[1]];
            public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> g) =>
                g.Count == 2 ? g : [|throw new ArgumentException("two gradients", nameof(g))|];
        }
        """);

    [Fact]
    public Task Report_ThrowsElsewhere_Silent() => Verify<ThrowingBackwardAnalyzer>.IsSilentAsync("""
        class Plain
        {
            public List<Tensor> backward(Tensor g) => throw new NotSupportedException();
        }
        class Same : autograd.SingleTensorFunction<Same>
        {
            public override string Name => throw new NotSupportedException();
            public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) =>
                vars.Length == 1 ? (Tensor)vars[0] : throw new ArgumentException("one tensor", nameof(vars));
            public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor g) => [g];
        }
        """);

    [Fact]
    public Task Report_Message_NamesTheFunctionAndTheCall() => Verify<ThrowingBackwardAnalyzer>.SaysAsync(
        Function("{|#0:Deep(g)|}; return [g];"),
        "'Deep', which throws, in the backward of 'Scale' ends the process: catch it there, and check what was caught after the backward pass");

    private static string Function(string body) => $$"""
        class Scale : autograd.SingleTensorFunction<Scale>
        {
            public override string Name => nameof(Scale);
            public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0];
            public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor g)
            {
                {{body}}
            }

            private static void Check(Tensor g)
            {
                if (g.ndim != 2)
                {
                    throw new ArgumentException("two dimensions", nameof(g));
                }
            }

            private static void Deep(Tensor g) => Check(g);
            private static void Harmless(Tensor g) => g.add_(1);
            private static void Safe(Tensor g) { try { Check(g); } catch (Exception) { g.zero_(); } }
        }
        """;
}
