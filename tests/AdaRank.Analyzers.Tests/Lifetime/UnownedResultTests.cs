using AdaRank.Analyzers.CodeFixes.Lifetime;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class UnownedResultTests
{
    [Theory]
    [InlineData("=> [|x|];")]
    [InlineData("{ return [|x|]; }")]
    [InlineData("=> training ? x.relu() : [|x|];")]
    [InlineData("{ if (!training) { return [|x|]; } return x.relu(); }")]
    [InlineData("=> [|table|];")]
    [InlineData("=> [|x.relu_()|];")]
    [InlineData("{ var y = x; return [|y|]; }")]
    [InlineData("=> x.ndim switch { 1 => [|x|], _ => x.exp() };")]
    public Task Report_ForwardThatReturnsItsInputOrAField_OnTheValue(string body) => Verify<UnownedResultAnalyzer>.ReportsAsync($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Tensor table = ones(3);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) {{body}}
        }
        """);

    [Theory]
    [InlineData("public static Tensor Cast(Tensor x, ScalarType type) => x.dtype == type ? [|x|] : x.to(type);")]
    [InlineData("public Tensor Mask(Tensor x, Tensor? mask) { if (mask is null) { return [|x|]; } return x + mask; }")]
    [InlineData("internal Tensor Scaled(float scale) => scale == 1 ? [|kept|] : kept * scale;")]
    [InlineData("protected Tensor OrOnes(Tensor? x) => [|x|] ?? ones(1);")]
    public Task Report_MethodThatSometimesMakesATensor_OnTheOtherWay(string member) => Verify<UnownedResultAnalyzer>.ReportsAsync($$"""
        class Work
        {
            private readonly Tensor kept = ones(3);
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public Tensor Get() => kept;")]
    [InlineData("public Tensor Kept => kept;")]
    [InlineData("public Tensor Lazy() { kept ??= ones(3); return kept; }")]
    [InlineData("public Tensor Cast(Tensor x, ScalarType type) => x.dtype == type ? x.alias() : x.to(type);")]
    [InlineData("public Tensor Chain(Tensor x) => x;")]
    [InlineData("public Tensor scale_(Tensor x, bool c) => c ? x : x.mul_(2);")]
    [InlineData("public Tensor Twice(Tensor x) { x = x * 2; return x; }")]
    [InlineData("private Tensor Own(Tensor x, bool c) => c ? x : x.exp();")]
    [InlineData("public Tensor? First(List<Tensor> xs) => xs.Count > 0 ? xs[0] : null;")]
    [InlineData("public Tensor Inner(Tensor x) { Tensor Same(Tensor y) => y; return Same(x).exp(); }")]
    [InlineData("public Tensor InPlace(Tensor x) => x.add_(1);")]
    [InlineData("public float Sum(Tensor x) => x.sum().item<float>();")]
    public Task Report_OwnershipIsClear_Silent(string member) => Verify<UnownedResultAnalyzer>.IsSilentAsync($$"""
        class Work
        {
            private Tensor kept = ones(3);
            {{member}}
        }
        """);

    [Fact]
    public Task Report_ForwardOfANewTensor_Silent() => Verify<UnownedResultAnalyzer>.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear layer = Linear(2, 2);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                if (training)
                {
                    x = functional.dropout(x);
                }

                return layer.call(x).relu_();
            }
        }
        """);

    [Fact]
    public Task Report_ForwardOfAGeneratedModel_Silent() => Verify<UnownedResultAnalyzer>.IsSilentAsync("""
        using AdaRank.Annotations;
        [Model] public sealed partial class Same { public Tensor Forward(Tensor x) => x.ndim > 1 ? x : x.exp(); }
        """);

    [Fact]
    public Task Fix_AllPlaces_AddAlias() => Verify<UnownedResultAnalyzer, ReturnAliasFix>.FixesAsync(
        """
        class Work
        {
            public static Tensor Cast(Tensor x, ScalarType type) => x.dtype == type ? [|x|] : x.to(type);
            public Tensor OrOnes(Tensor? x)
            {
                if (x is not null)
                {
                    return [|x|]; // as it is
                }

                return ones(1);
            }
        }
        """,
        """
        class Work
        {
            public static Tensor Cast(Tensor x, ScalarType type) => x.dtype == type ? x.alias() : x.to(type);
            public Tensor OrOnes(Tensor? x)
            {
                if (x is not null)
                {
                    return x.alias(); // as it is
                }

                return ones(1);
            }
        }
        """);
}
