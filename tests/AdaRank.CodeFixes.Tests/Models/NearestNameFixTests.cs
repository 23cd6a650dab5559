using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class NearestNameFixTests
{
    private const string Options = """

        public sealed class NetOptions
        {
            public const int Depth = 2;
            public int Width { get; set; } = 4;
            public double Epsilon { get; set; } = 1e-5;
        }
        """;

    [Fact]
    public Task Fix_SlipsOfThePen_BecomeNameof() => Fixed.BecomesAsync<NearestNameFix>(
        """
        [Model]
        public partial class Net(NetOptions options, int heads)
        {
            private const int Hidden = 8;

            [Linear([|"Widht"|], [|"hiden"|])] public partial Linear Up { get; }
            [RmsNorm([|"Head"|], [|EpsilonFrom = "Epsilom"|])] public partial RmsNorm Norm { get; }
            [RmsNorm([|"Dept"|] /* layers */)] public partial RmsNorm Other { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """ + Options,
        """
        [Model]
        public partial class Net(NetOptions options, int heads)
        {
            private const int Hidden = 8;

            [Linear(nameof(options.Width), nameof(Hidden))] public partial Linear Up { get; }
            [RmsNorm(nameof(heads), EpsilonFrom = nameof(options.Epsilon))] public partial RmsNorm Norm { get; }
            [RmsNorm(nameof(NetOptions.Depth) /* layers */)] public partial RmsNorm Other { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """ + Options);

    [Fact]
    public Task Fix_SlipInTheNameOfAMethod_BecomesNameof() => Fixed.BecomesAsync<NearestNameFix>(
        """
        [Model]
        public partial class Net(NetOptions options)
        {
            [Buffer(4, [|From = "MakeTabel"|])] public partial Tensor Table { get; }

            public Tensor Forward(Tensor x) => x + options.Width;

            private static Tensor MakeTable() => zeros(4);
        }
        """ + Options,
        """
        [Model]
        public partial class Net(NetOptions options)
        {
            [Buffer(4, From = nameof(MakeTable))] public partial Tensor Table { get; }

            public Tensor Forward(Tensor x) => x + options.Width;

            private static Tensor MakeTable() => zeros(4);
        }
        """ + Options);

    [Fact]
    public Task Fix_NothingIsNear_OffersNothing() => Fixed.StaysAsync<NearestNameFix>(
        """
        [Model]
        public partial class Net(NetOptions options)
        {
            [RmsNorm([|"Zzzzzzzzz"|])] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """ + Options);

    [Fact]
    public Task Fix_NameOfAnotherType_OffersNothing() => Fixed.StaysAsync<NearestNameFix>(
        """
        [Model]
        public partial class Net(NetOptions options)
        {
            [RmsNorm([|nameof(NetOptions.Epsilon)|])] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """ + Options);

    [Fact]
    public async Task Fix_Title_ShowsTheName() => Assert.Equal(
        ["Use nameof(width)"],
        await Fixed.ChoicesAsync<NearestNameFix>(
            "[Model] public partial class Net(int width) { [RmsNorm(\"widht\")] public partial RmsNorm Norm { get; } public Tensor Forward(Tensor x) => x; }"));
}
