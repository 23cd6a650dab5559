using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Registration.TensorFieldBecomesBufferAnalyzer>;

namespace AdaRank.Analyzers.Tests.Registration;

public sealed class TensorFieldBecomesBufferAnalyzerTests
{
    private static string Net(string members, string constructor = "RegisterComponents();") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(2, 2);
            {{members}}

            public Net() : base("net")
            {
                {{constructor}}
            }

            public override Tensor forward(Tensor x) => fc.forward(x);
        }
        """;

    [Theory]
    [InlineData("private readonly Tensor [|mask|] = ones(2, 2);", "RegisterComponents();")]
    [InlineData("private readonly Tensor [|mask|];", "mask = ones(2, 2).tril(); RegisterComponents();")]
    [InlineData("public Tensor [|Mask|] { get; } = ones(2, 2);", "RegisterComponents();")]
    [InlineData("private Tensor? [|mask|] = ones(2, 2);", "RegisterComponents(); mask = ones(3, 3);")]
    public Task TensorField_FilledBeforeCall_IsReported(string member, string constructor) =>
        Check.ReportsAsync(Net(member, constructor));

    [Fact]
    public Task Report_OfField_NamesEntry() => Check.SaysAsync(
        Net("private readonly Tensor {|#0:mask|} = ones(2, 2);"),
        "RegisterComponents() makes 'mask' a persistent buffer: checkpoints get, and must have, an entry 'mask'");

    [Theory]
    [InlineData("private Tensor? cache;", "RegisterComponents();")]
    [InlineData("private Tensor? cache = null;", "cache = null; RegisterComponents();")]
    [InlineData("private readonly Tensor mask;", "RegisterComponents(); mask = ones(2, 2);")]
    [InlineData("private readonly Tensor mask = ones(2, 2);", "register_buffer(nameof(mask), mask, persistent: false); RegisterComponents();")]
    [InlineData("[ComponentName(Name = \"running_mean\")] private readonly Tensor mean = ones(2);", "RegisterComponents();")]
    [InlineData("private readonly Parameter scale = Parameter(ones(2));", "RegisterComponents();")]
    [InlineData("private static readonly Tensor Mask = ones(2, 2);", "RegisterComponents();")]
    [InlineData("private readonly Lazy<Tensor> mask = new(() => ones(2, 2));", "RegisterComponents();")]
    [InlineData("private readonly Tensor mask = ones(2, 2);", "")]
    public Task TensorField_NotTakenForBuffer_IsSilent(string member, string constructor) =>
        Check.IsSilentAsync(Net(member, constructor));

    [Fact]
    public Task TensorField_FilledByForward_IsSilent() => Check.IsSilentAsync("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(2, 2);
            private Tensor? last;

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => last = fc.forward(x);
        }
        """);
}
