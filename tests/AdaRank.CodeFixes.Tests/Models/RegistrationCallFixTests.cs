using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class RegistrationCallFixTests
{
    [Fact]
    public Task Fix_Statements_GoAway() => Fixed.BecomesAsync<RegistrationCallFix>(
        """
        [Model]
        public partial class First
        {
            public First()
            {
                Width = 4;

                // TorchSharp wants this.
                [|RegisterComponents()|];
            }

            public int Width { get; }

            public Tensor Forward(Tensor x) => x;
        }

        [Model]
        public partial class Second
        {
            public Second(bool early)
            {
                if (early)
                    [|this.RegisterComponents()|];
            }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        """
        [Model]
        public partial class First
        {
            public First()
            {
                Width = 4;
            }

            public int Width { get; }

            public Tensor Forward(Tensor x) => x;
        }

        [Model]
        public partial class Second
        {
            public Second(bool early)
            {
                if (early)
                {
                }
            }

            public Tensor Forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Fix_ConstructorThatDoesNothingElse_GoesAway() => Fixed.BecomesAsync<RegistrationCallFix>(
        """
        [Model]
        public partial class Net
        {
            public Net() => [|RegisterComponents()|];

            public Tensor Forward(Tensor x) => x;
        }
        """,
        """
        [Model]
        public partial class Net
        {
            public Tensor Forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Fix_ConstructorThatOthersNeed_StaysEmpty() => Fixed.BecomesAsync<RegistrationCallFix>(
        """
        [Model]
        public partial class Net
        {
            internal Net() => [|RegisterComponents()|]; // hidden

            public Tensor Forward(Tensor x) => x;

            public void Register() => [|RegisterComponents()|];
        }
        """,
        """
        [Model]
        public partial class Net
        {
            internal Net() { } // hidden

            public Tensor Forward(Tensor x) => x;

            public void Register() { }
        }
        """);
}
