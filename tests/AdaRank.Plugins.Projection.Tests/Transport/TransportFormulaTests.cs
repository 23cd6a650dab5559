using AdaRank.Plugins.Projection.Keep;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.Reset;
using AdaRank.Plugins.Projection.Restore;
using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Plugins.Projection.Square;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Transport;

/// <summary>Each rule against loops over its formula, when the rank stays, falls and grows.</summary>
public sealed class TransportFormulaTests
{
    private const int Columns = 5;
    private const int CompletedSteps = 7;

    private static readonly StateSlot First = new("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9);
    private static readonly StateSlot Second = new("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, 0.99);

    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var rule in new[] { "rotate", "linear", "clamped", "square", "restore", "keep", "reset" })
        {
            foreach (var (oldRank, newRank) in new[] { (4, 4), (6, 2), (2, 6), (1, 1), (1, 8), (8, 1) })
            {
                cases.Add(rule, oldRank, newRank);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transport_BothMoments_FollowTheFormula(string rule, int oldRank, int newRank)
    {
        using var scope = NewDisposeScope();
        var (first, second, overlap) = State(oldRank, newRank);

        var to = Run(rule, new StateSchema(First, Second), [first, second], overlap);

        Subspace.AssertClose(Expected(overlap, newRank, (row, column) => FirstOf(rule, first, overlap, row, column)), to[0], 1e-12);
        Subspace.AssertClose(Expected(overlap, newRank, (row, column) => SecondOf(rule, first, second, overlap, row, column)), to[1], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transport_FirstMomentAlone_IsCarriedAsBesideASecond(string rule, int oldRank, int newRank)
    {
        using var scope = NewDisposeScope();
        var (first, _, overlap) = State(oldRank, newRank);

        var to = Run(rule, new StateSchema(First), [first], overlap);

        Subspace.AssertClose(Expected(overlap, newRank, (row, column) => FirstOf(rule, first, overlap, row, column)), to[0], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transport_SecondMomentAlone_IsOfMeanZero(string rule, int oldRank, int newRank)
    {
        using var scope = NewDisposeScope();
        var (_, second, overlap) = State(oldRank, newRank);

        var to = Run(rule, new StateSchema(Second), [second], overlap);

        var expected = Expected(
            overlap, newRank, (row, column) => SecondOf(rule is "rotate" ? "square" : rule, second, second, overlap, row, column));
        Subspace.AssertClose(expected, to[0], 1e-12);
    }

    [Theory]
    [InlineData("rotate", true)]
    [InlineData("linear", true)]
    [InlineData("square", true)]
    [InlineData("restore", false)]
    [InlineData("keep", false)]
    [InlineData("reset", false)]
    public void NeedsFor_SecondMoments_AsksForOrthonormalBasesWhereSquaresAreRotated(string rule, bool isAsked)
    {
        var transport = Create(rule);

        Assert.Equal(isAsked ? BasisTraits.Orthonormal : BasisTraits.None, transport.NeedsFor(new StateSchema(First, Second)));
        Assert.Equal(BasisTraits.None, transport.NeedsFor(new StateSchema(First)));
        Assert.Equal(BasisTraits.None, transport.NeedsFor(new StateSchema()));
    }

    private static IMomentTransport Create(string rule) => rule switch
    {
        "rotate" => new RotateTransport(),
        "linear" => new LinearTransport(new LinearTransportOptions { Clamp = false }),
        "clamped" => new LinearTransport(new LinearTransportOptions()),
        "square" => new SquareTransport(),
        "restore" => new RestoreTransport(),
        "keep" => new KeepTransport(),
        _ => new ResetTransport(),
    };

    private static Tensor[] Run(string rule, StateSchema schema, Tensor[] from, Tensor overlap)
    {
        Tensor[] to = [.. from.Select(_ => zeros([overlap.shape[0], Columns], ScalarType.Float64))];
        Create(rule).Transport([new MomentMove(from, to, overlap, CompletedSteps)], schema);
        return to;
    }

    private static (Tensor First, Tensor Second, Tensor Overlap) State(int oldRank, int newRank)
    {
        var first = Subspace.Normal(oldRank, Columns, 1) * 0.3;
        var second = (Subspace.Normal(oldRank, Columns, 2) * 0.1).square();
        return (first, second, Subspace.Orthonormal(9, newRank, 3).t().mm(Subspace.Orthonormal(9, oldRank, 4)));
    }

    private static Tensor Expected(Tensor overlap, int newRank, Func<int, int, double> entry)
    {
        Assert.Equal(newRank, overlap.shape[0]);
        var expected = zeros([newRank, Columns], ScalarType.Float64);
        for (var row = 0; row < newRank; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                expected[row, column] = entry(row, column);
            }
        }

        return expected;
    }

    private static double FirstOf(string rule, Tensor first, Tensor overlap, int row, int column) => rule switch
    {
        "keep" => row < first.shape[0] ? first[row, column].item<double>() : 0,
        "reset" => 0,
        _ => Sum(overlap, row, old => first[old, column].item<double>(), static weight => weight),
    };

    private static double SecondOf(string rule, Tensor first, Tensor second, Tensor overlap, int row, int column)
    {
        double Mean(int old) => first[old, column].item<double>() / (1 - Math.Pow(0.9, CompletedSteps));
        double Square(int old) => second[old, column].item<double>();
        var correction = 1 - Math.Pow(0.99, CompletedSteps);
        return rule switch
        {
            "keep" => row < second.shape[0] ? Square(row) : 0,
            "reset" => 0,
            "square" => Sum(overlap, row, Square, static weight => weight * weight),
            "linear" => Sum(overlap, row, Square, static weight => weight),
            "clamped" => Math.Max(0, Sum(overlap, row, Square, static weight => weight)),
            "restore" => Math.Pow(Sum(overlap, row, old => Math.Sqrt(Square(old)), static weight => weight), 2),
            _ => correction * Math.Abs(
                Sum(overlap, row, old => (Square(old) / correction) - (Mean(old) * Mean(old)), static weight => weight * weight)
                + Math.Pow(Sum(overlap, row, Mean, static weight => weight), 2)),
        };
    }

    private static double Sum(Tensor overlap, int row, Func<int, double> value, Func<double, double> weight) =>
        Enumerable.Range(0, (int)overlap.shape[1]).Sum(old => weight(overlap[row, old].item<double>()) * value(old));
}
