using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Registration.SharedComponentNameAnalyzer>;

namespace AdaRank.Analyzers.Tests.Registration;

public sealed class SharedComponentNameAnalyzerTests
{
    private static string Net(string members, string constructor = "RegisterComponents();") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{members}}

            public Net() : base("net")
            {
                {{constructor}}
            }

            public override Tensor forward(Tensor x) => x;
        }
        """;

    [Theory]
    [InlineData("[ComponentName(Name = \"fc\")] private Linear a = Linear(2, 2); [ComponentName(Name = \"fc\")] private Linear [|b|] = Linear(2, 2);")]
    [InlineData("private Linear fc = Linear(2, 2); [ComponentName(Name = \"fc\")] private Linear [|other|] = Linear(2, 2);")]
    [InlineData("private int weight = 2; [ComponentName(Name = \"weight\")] private Parameter [|w|] = Parameter(ones(2));")]
    [InlineData("[ComponentName(Name = \"weight\")] private Parameter w = Parameter(ones(2)); public Parameter [|weight|] => w;")]
    [InlineData("[ComponentName(Name = \"fc\")] private Linear a = Linear(2, 2); [field: ComponentName(Name = \"fc\")] public Linear [|Fc|] { get; } = Linear(2, 2);")]
    public Task Name_OfTwoMembers_IsReported(string members) => Check.ReportsAsync(Net(members));

    [Theory]
    [InlineData("register_parameter([|\"weight\"|], w);")]
    [InlineData("register_buffer([|\"weight\"|], w, persistent: true);")]
    [InlineData("register_parameter([|nameof(weight)|], w);")]
    public Task Name_GivenByHand_OfReadOnlyProperty_IsReported(string constructor) =>
        Check.ReportsAsync(Net("private readonly Parameter w = Parameter(ones(2)); public Parameter weight => w;", constructor));

    [Fact]
    public Task Report_OfClash_NamesBoth() => Check.SaysAsync(
        Net("private Linear fc = Linear(2, 2); [ComponentName(Name = \"fc\")] private Linear {|#0:other|} = Linear(2, 2);"),
        "'other' shares the component name 'fc' with 'fc': only one of them is registered, and to(...) throws");

    [Theory]
    [InlineData("private Linear fc1 = Linear(2, 2); [ComponentName(Name = \"fc2\")] private Linear b = Linear(2, 2);")]
    [InlineData("[ComponentName(Name = \"weight\")] private Parameter w = Parameter(ones(2)); public Parameter weight { get => w; set => w = value; }")]
    [InlineData("[ComponentName(Name = \"weight\")] private Parameter w = Parameter(ones(2)); internal Parameter weight => w;")]
    [InlineData("[ComponentName(Name = \"fc\")] private Linear w = Linear(2, 2); public Linear fc => w;")]
    [InlineData("private Parameter w = Parameter(ones(2)); public Parameter Weight => w;")]
    [InlineData("[ComponentName(Name = \"weight\")] private Parameter w = Parameter(ones(2)); public Parameter weight => w; protected override void _toEpilog(ScalarType? type, Device? device, bool wait) { }")]
    public Task Name_OfOneMember_IsSilent(string members) => Check.IsSilentAsync(Net(members));

    [Fact]
    public Task Name_SharedWithBase_IsReportedInDerivedOnly() => Check.ReportsAsync("""
        class Block : Module<Tensor, Tensor>
        {
            [ComponentName(Name = "fc")]
            private readonly Linear inner = Linear(2, 2);

            public Block() : base("block")
            {
            }

            public override Tensor forward(Tensor x) => inner.forward(x);
        }

        class Net : Block
        {
            [ComponentName(Name = "fc")]
            private readonly Linear [|outer|] = Linear(2, 2);

            public Net() => RegisterComponents();
        }

        class Deeper : Net
        {
        }
        """);
}
