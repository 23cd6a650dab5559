using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class MakePartialFixTests
{
    [Fact]
    public Task Fix_ClassWithComments_KeepsThem() => Fixed.BecomesAsync<MakePartialFix>(
        """
        /// <summary>A model.</summary>
        [Model] // said here
        public sealed class [|Net|](int width) // and there
        {
            public Tensor Forward(Tensor x) => x * width;
        }
        """,
        """
        /// <summary>A model.</summary>
        [Model] // said here
        public sealed partial class Net(int width) // and there
        {
            public Tensor Forward(Tensor x) => x * width;
        }
        """);

    [Fact]
    public Task Fix_ClassWithoutModifiers_GetsOne() => Fixed.BecomesAsync<MakePartialFix>(
        """
        // Above.
        [Model]
        class [|Net|] { public Tensor Forward(Tensor x) => x; }
        """,
        """
        // Above.
        [Model]
        partial class Net { public Tensor Forward(Tensor x) => x; }
        """);

    [Fact]
    public Task Fix_NestedModel_MakesEveryTypeAroundItPartial() => Fixed.BecomesAsync<MakePartialFix>(
        """
        namespace Acme;

        public static class Zoo
        {
            // A struct may hold a model, too.
            struct Cage
            {
                [Model]
                internal sealed class {|ADR001:{|ADR001:{|ADR001:Net|}|}|}
                {
                    public Tensor Forward(Tensor x) => x;
                }
            }
        }
        """,
        """
        namespace Acme;

        public static partial class Zoo
        {
            // A struct may hold a model, too.
            partial struct Cage
            {
                [Model]
                internal sealed partial class Net
                {
                    public Tensor Forward(Tensor x) => x;
                }
            }
        }
        """);

    [Fact]
    public Task Fix_TwoModelsInOneClass_AreMendedTogether() => Fixed.BecomesAsync<MakePartialFix>(
        """
        public class Zoo
        {
            [Model] public class {|ADR001:{|ADR001:First|}|} { public Tensor Forward(Tensor x) => x; }
            [Model] public partial class [|Second|] { public Tensor Forward(Tensor x) => x; }
        }

        [Model] public class [|Third|] { public Tensor Forward(Tensor x) => x; }
        """,
        """
        public partial class Zoo
        {
            [Model] public partial class First { public Tensor Forward(Tensor x) => x; }
            [Model] public partial class Second { public Tensor Forward(Tensor x) => x; }
        }

        [Model] public partial class Third { public Tensor Forward(Tensor x) => x; }
        """);

    [Fact]
    public Task Fix_ClassThatIsPartialAlready_OffersNothing() => Fixed.StaysAsync<MakePartialFix>(
        "[Model] public partial record [|Net|] { public Tensor Forward(Tensor x) => x; }");

    [Fact]
    public async Task Fix_Title_NamesTheTypes()
    {
        Assert.Equal(
            ["Make 'Net' partial"],
            await Fixed.ChoicesAsync<MakePartialFix>("[Model] public class Net { public Tensor Forward(Tensor x) => x; }"));
        Assert.Equal(
            ["Make 'Net' and 'Zoo' partial"],
            await Fixed.ChoicesAsync<MakePartialFix>(
                "public class Zoo { [Model] public class Net { public Tensor Forward(Tensor x) => x; } }"));
    }
}
