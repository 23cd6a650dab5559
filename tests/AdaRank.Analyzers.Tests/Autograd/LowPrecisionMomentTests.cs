using AdaRank.Analyzers.Autograd;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Autograd;

public sealed class LowPrecisionMomentTests
{
    [Theory]
    [InlineData("model.bfloat16(); var o = [|optim.Adam(model.parameters())|];")]
    [InlineData("model.to(ScalarType.BFloat16); var o = [|optim.AdamW(model.parameters(), 1e-3)|];")]
    [InlineData("model.to(bfloat16); var o = [|optim.AdamW(model.named_parameters(), lr: 1e-3, beta2: 0.9995)|];")]
    [InlineData("model.to(CUDA, ScalarType.BFloat16); var o = [|optim.NAdam(model.parameters())|];")]
    [InlineData("var m = Linear(2, 2).to(ScalarType.BFloat16); var o = [|optim.Adam(m.parameters())|];")]
    [InlineData("var m = Linear(2, 2).to(ScalarType.BFloat16).cuda(); var o = [|optim.Adam(m.parameters())|];")]
    [InlineData("var m = Linear(2, 2); m = m.to(ScalarType.BFloat16); var o = [|optim.Adam(m.parameters())|];")]
    [InlineData("model.@float(); model.bfloat16(); var o = [|optim.RAdam(model.parameters())|];")]
    [InlineData("var o = [|optim.Adam(model.bfloat16().parameters())|];")]
    public Task Report_AdamOverBf16_OnTheOptimizer(string body) => Verify<LowPrecisionMomentAnalyzer>.ReportsAsync(Work(body));

    [Theory]
    [InlineData("model.bfloat16(); var o = optim.Adam(model.parameters(), beta2: 0.99);")]
    [InlineData("model.bfloat16(); var o = optim.AdamW(model.parameters(), 1e-3, 0.9, 0.995);")]
    [InlineData("model.bfloat16(); var o = optim.SGD(model.parameters(), 0.1);")]
    [InlineData("model.bfloat16(); var o = optim.Adam(model.parameters(), beta2: beta);")]
    [InlineData("var o = optim.Adam(model.parameters());")]
    [InlineData("model.half(); var o = optim.Adam(model.parameters());")]
    [InlineData("model.bfloat16(); model.@float(); var o = optim.Adam(model.parameters());")]
    [InlineData("model.to(CUDA); var o = optim.Adam(model.parameters());")]
    [InlineData("model.bfloat16(); var o = optim.Adam(other.parameters());")]
    [InlineData("var o = optim.Adam(model.parameters()); model.bfloat16();")]
    [InlineData("model.bfloat16(); model = Linear(2, 2); var o = optim.Adam(model.parameters());")]
    public Task Report_OtherDtypeOrBeta_Silent(string body) => Verify<LowPrecisionMomentAnalyzer>.IsSilentAsync(Work(body));

    [Fact]
    public Task Report_Message_NamesModelAndBeta() => Verify<LowPrecisionMomentAnalyzer>.SaysAsync(
        Work("model.bfloat16(); var o = {|#0:optim.AdamW(model.parameters())|};"),
        "'AdamW' keeps its second moment in bf16, as 'model' is, where beta2 = 0.999 rounds to 1: it can only grow");

    private static string Work(string body) => $$"""
        class Work
        {
            void Do(Linear model, Linear other, double beta)
            {
                {{body}}
            }
        }
        """;
}
