using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>ADR004: shapes that are known when a model is compiled.</summary>
public sealed class ShapeRuleTests
{
    [Theory]
    [InlineData("[Embedding(10, 4)] public partial Embedding Table { get; }", "[10, 4]", "[Linear(4, 9), [|TiedTo(nameof(Table))|]]", "[9, 4]")]
    [InlineData("[Embedding(10, 4)] public partial Embedding Table { get; }", "[10, 4]", "[Linear(10, 4), [|TiedTo(nameof(Table))|]]", "[4, 10]")]
    [InlineData("[Linear(4, 10)] public partial Linear Table { get; }", "[10, 4]", "[Linear(nameof(width), 9), [|TiedTo(nameof(Table))|]]", "[9, width]")]
    [InlineData("[Weight(10, 4)] public partial TorchSharp.Modules.Parameter Table { get; }", "[10, 4]", "[Linear(4, 9), [|TiedTo(nameof(Table), When = nameof(ties))|]]", "[9, 4]")]
    public Task Tie_ConstantsThatDisagree_AreReported(string owner, string ownerShape, string attributes, string shape) => Marked.ReportsAsync(
        "ADR004",
        $$"""
        [Model] public partial class Net(int width, bool ties)
        {
            {{owner}}
            {{attributes}} public partial Linear Head { get; }

            public Tensor Forward(Tensor x) => ties ? x : x + width;
        }
        """,
        [$"The weight of 'Head' is {shape}, but that of 'Table', to which it is tied, is {ownerShape}"]);

    [Theory]
    [InlineData("[Embedding(10, 4)] public partial Embedding Table { get; }", "[Linear(4, 10), TiedTo(nameof(Table))]")]
    [InlineData("[Embedding(nameof(width), 4)] public partial Embedding Table { get; }", "[Linear(4, 9), TiedTo(nameof(Table))]")]
    [InlineData("[Linear(4, 10)] public partial Linear Table { get; }", "[Linear(4, 10), TiedTo(nameof(Table))]")]
    public Task Tie_ConstantsThatAgreeOrAreUnknown_AreFine(string owner, string attributes) => Marked.IsSilentAsync(
        $$"""
        [Model] public partial class Net(int width)
        {
            {{owner}}
            {{attributes}} public partial Linear Head { get; }

            public Tensor Forward(Tensor x) => x + width;
        }
        """);

    [Fact]
    public Task Tie_ToAComponentOfABaseModel_IsCompared() => Marked.ReportsAsync(
        "ADR004",
        """
        [Model] public abstract partial class Root(int width)
        {
            private const int Count = 10;

            [Embedding(nameof(Count), 4)] public partial Embedding Table { get; }
            [Linear(nameof(width), 9)] public partial Linear Any { get; }

            public abstract Tensor Forward(Tensor x);
        }

        [Model] public abstract partial class Middle(int width) : Root(width);

        [Model] public partial class Net(int width) : Middle(width)
        {
            [Linear(4, 10), TiedTo(nameof(Table))] public partial Linear Right { get; }
            [Linear(4, 9), [|TiedTo(nameof(Table))|]] public partial Linear Wrong { get; }
            [Linear(4, 9), TiedTo(nameof(Any))] public partial Linear Unknown { get; }

            public override Tensor Forward(Tensor x) => x;
        }
        """,
        ["The weight of 'Wrong' is [9, 4], but that of 'Table', to which it is tied, is [Count, 4]"]);

    [Theory]
    [InlineData("[[|Attention(10, 4)|]] public partial MultiHeadAttention Part { get; }", "has a width of 10, which its 4 heads do not divide: state the head width")]
    [InlineData("[[|Attention(nameof(Wide), 3)|]] public partial MultiHeadAttention Part { get; }", "has a width of Wide, which its 3 heads do not divide: state the head width")]
    [InlineData("[[|Attention(16, 8, KeyHeads = 3)|]] public partial MultiHeadAttention Part { get; }", "has 8 heads, which its 3 key heads do not divide")]
    [InlineData("[[|Attention(nameof(width), nameof(Wide), KeyHeadsFrom = nameof(Three), HeadWidthFrom = nameof(width))|]] public partial MultiHeadAttention Part { get; }", "has Wide heads, which its Three key heads do not divide")]
    [InlineData("[[|Conv1d(6, 8, 3, Groups = 4)|]] public partial Conv1d Part { get; }", "takes 6 channels, which its 4 groups do not divide")]
    [InlineData("[[|Conv2d(nameof(Wide), 7, 3, Groups = 4)|]] public partial Conv2d Part { get; }", "gives 7 channels, which its 4 groups do not divide")]
    [InlineData("[[|Rotary(nameof(Three), nameof(width))|]] public partial RotaryCache Part { get; }", "turns pairs of elements, but heads of Three have an odd width")]
    public Task Layer_ConstantsThatDoNotFit_AreReported(string member, string message) =>
        Marked.ReportsAsync("ADR004", Layer(member), [$"'Part' {message}"]);

    [Theory]
    [InlineData("[Attention(10, 4, HeadWidth = 3)] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Attention(10, 4, HeadWidthFrom = nameof(width))] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Attention(nameof(width), 3)] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Attention(16, 8, KeyHeads = 2)] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Attention(16, 8, KeyHeads = 0)] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Attention(16, 8, KeyHeadsFrom = nameof(width))] public partial MultiHeadAttention Part { get; }")]
    [InlineData("[Conv1d(6, 9, 3, Groups = 3)] public partial Conv1d Part { get; }")]
    [InlineData("[Conv1d(6, nameof(width), 3, GroupsFrom = nameof(width))] public partial Conv1d Part { get; }")]
    [InlineData("[Rotary(nameof(width), 8)] public partial RotaryCache Part { get; }")]
    [InlineData("[Rotary(6, 8)] public partial RotaryCache Part { get; }")]
    public Task Layer_ConstantsThatFitOrAreUnknown_AreFine(string member) => Marked.IsSilentAsync(Layer(member));

    [Theory]
    [InlineData("=> [|Narrow|].Forward(Wide.Forward(x));")]
    [InlineData("=> [|this.Narrow|].call((this.Wide.call(x)));")]
    [InlineData("=> [|Narrow|].Forward(silu(Wide.Forward(x)));")]
    [InlineData("=> [|Narrow|].Forward(nn.functional.relu(Wide.Forward(x).tanh()));")]
    [InlineData("=> [|Narrow|].Forward(Drop.Forward(Wide.Forward(x) + Wide.Forward(x)));")]
    [InlineData("=> x + [|Narrow|].Forward(Wide.Forward(x)).sum();")]
    [InlineData("{ var h = Wide.Forward(x); return [|Narrow|].Forward(h); }")]
    [InlineData("{ x = Wide.Forward(x); x = [|Narrow|].Forward(x); return x; }")]
    [InlineData("{ var h = Wide.Forward(x); if (h.size(0) > 1) { return [|Narrow|].Forward(h); } return h; }")]
    [InlineData("{ x = Wide.Forward(x); foreach (var i in new[] { 1, 2 }) { _ = [|Narrow|].Forward(x) * i; } return x; }")]
    public Task Chain_WidthsThatDisagree_AreReported(string body) => Marked.ReportsAsync(
        "ADR004", Chain(body), ["'Narrow' takes a width of 4, but 'Wide' before it gives 8"]);

    [Fact]
    public Task Chain_NormOfAnotherWidth_IsReportedWhereItStands() => Marked.ReportsAsync(
        "ADR004",
        Chain("{ x = [|Norm|].Forward(Wide.Forward(x)); return Six.Forward(x); }"),
        ["'Norm' takes a width of 6, but 'Wide' before it gives 8"]);

    [Fact]
    public Task Chain_EmbeddingAndNamedConstant_AreKnown() => Marked.ReportsAsync(
        "ADR004",
        """
        [Model] public partial class Net
        {
            private const int Width = 8;

            [Embedding(100, nameof(Width))] public partial Embedding Table { get; }
            [Attention(6, 2)] public partial MultiHeadAttention Attention { get; }

            public Tensor Forward(Tensor x) => [|Attention|].Forward(Table.Forward(x));
        }
        """,
        ["'Attention' takes a width of 6, but 'Table' before it gives 8"]);

    [Fact]
    public Task Chain_Convolutions_DisagreeAboutChannels() => Marked.ReportsAsync(
        "ADR004",
        """
        [Model] public partial class Net
        {
            [Conv2d(3, 16, 3)] public partial Conv2d First { get; }
            [Conv2d(8, 16, 3)] public partial Conv2d Second { get; }

            public Tensor Forward(Tensor x) => [|Second|].Forward(relu(First.Forward(x)));
        }
        """,
        ["'Second' takes channels of 8, but 'First' before it gives 16"]);

    [Theory]
    [InlineData("=> Eight.Forward(Wide.Forward(x));")]
    [InlineData("=> Narrow.Forward(Wide.Forward(x).view(-1, 4));")]
    [InlineData("=> Narrow.Forward(Halve(Wide.Forward(x)));")]
    [InlineData("=> Narrow.Forward(Wide.Forward(x).chunk(2, -1)[0]);")]
    [InlineData("=> Narrow.Forward(Any.Forward(Wide.Forward(x)));")]
    [InlineData("=> Narrow.Forward(Conv.Forward(Wide.Forward(x)));")]
    [InlineData("{ var h = Wide.Forward(x); h = Halve(h); return Narrow.Forward(h); }")]
    [InlineData("{ var h = Wide.Forward(x); h /= 2; return Narrow.Forward(h); }")]
    [InlineData("{ var h = Wide.Forward(x); if (h.size(0) > 1) { h = Halve(h); } return Narrow.Forward(h); }")]
    [InlineData("{ for (var i = 0; i < 2; i++) { x = Narrow.Forward(x); x = Wide.Forward(Halve(x)); } return x; }")]
    [InlineData("{ var h = Wide.Forward(x); Change(ref h); return Narrow.Forward(h); }")]
    [InlineData("{ var h = Wide.Forward(x); Action halve = () => h = Halve(h); halve(); return Narrow.Forward(h); }")]
    [InlineData("{ var h = x; void Go() => h = Halve(h); h = Wide.Forward(x); Go(); return Narrow.Forward(h); }")]
    [InlineData("{ var Narrow = Eight; return Narrow.Forward(Wide.Forward(x)); }")]
    [InlineData("{ Tensor y; (x, y) = (Wide.Forward(x), x); (x, y) = (y, x); return Narrow.Forward(x) + y; }")]
    public Task Chain_WidthsThatAgreeOrAreUnknown_AreFine(string body) => Marked.IsSilentAsync(Chain(body));

    private static string Layer(string member) => $$"""
        [Model] public partial class Net(int width)
        {
            private const int Wide = 16;
            private const int Three = 3;

            {{member}}

            public Tensor Forward(Tensor x) => x + width + Wide + Three;
        }
        """;

    private static string Chain(string body) => $$"""
        [Model] public partial class Net(int width)
        {
            [Linear(4, 8)] public partial Linear Wide { get; }
            [Linear(4, 2)] public partial Linear Narrow { get; }
            [Linear(8, 4)] public partial Linear Eight { get; }
            [Linear(6, 4)] public partial Linear Six { get; }
            [Linear(8, nameof(width))] public partial Linear Any { get; }
            [RmsNorm(6)] public partial RmsNorm Norm { get; }
            [Dropout(0.1)] public partial Dropout Drop { get; }
            [Conv1d(4, 4, 1)] public partial Conv1d Conv { get; }

            public Tensor Forward(Tensor x) {{body}}

            private static Tensor Halve(Tensor x) => x.narrow(-1, 0, 4);

            private static void Change(ref Tensor x) => x = Halve(x);
        }
        """;
}
