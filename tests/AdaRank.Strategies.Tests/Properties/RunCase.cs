using System.Globalization;
using AdaRank.Composition;
using AdaRank.Sampling;
using CsCheck;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>A run to try: one matrix, how its subspace is renewed, and the gradients that it gets.</summary>
/// <param name="Rows">m.</param>
/// <param name="Columns">n.</param>
/// <param name="Rank">The highest rank, at most min(m, n).</param>
/// <param name="Interval">Steps between two refreshes.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="Kind">What the gradients look like; about every sixth is zero, whatever the kind.</param>
/// <param name="Exponent">Their size, as a power of ten.</param>
/// <param name="IsSingle">fp32 instead of fp64.</param>
/// <param name="Seed">Of all numbers that are drawn.</param>
internal sealed record RunCase(
    int Rows, int Columns, int Rank, int Interval, int Steps, GradientKind Kind, int Exponent, bool IsSingle, ulong Seed)
{
    private const int LongestSide = 24;
    private const int LargestExponent = 12;
    private const double ZeroBelow = -1;

    /// <summary>
    /// As a share of the way that a weight goes: singular vectors feel rounding divided by the gap to the next singular value, and
    /// the moments in their coordinates with them. A wrong formula is off by about 1.
    /// </summary>
    private const double Tolerance = 1e-6;

    private static readonly Gen<int> Side = Gen.Int[1, LongestSide];

    private static readonly Gen<(int Rows, int Columns)> Shapes = Gen.Frequency(
        (6, Gen.Select(Side, Side)),
        (2, Side.Select(static side => (side, side))),
        (1, Side.Select(static side => (side, 1))),
        (1, Side.Select(static side => (1, side))));

    /// <summary>Everything: also gradients of low rank, rows of very different sizes, and 1e-12 to 1e12 as the size of all.</summary>
    public static Gen<RunCase> Any { get; } = Make(
        Gen.Enum<GradientKind>(), Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[-LargestExponent, LargestExponent])), Gen.Bool);

    /// <summary>
    /// fp64 gradients of full rank and ordinary size. Where two runs compute the same in another order, their difference stays
    /// small: a direction that is rounding noise alone would be scaled to a step of full size by Adam, in each run another one.
    /// </summary>
    public static Gen<RunCase> Regular { get; } = Make(
        Gen.OneOfConst(GradientKind.Gaussian, GradientKind.Decaying), Gen.Const(0), Gen.Const(false));

    /// <summary>d.</summary>
    public int ShortSide => Math.Min(Rows, Columns);

    /// <summary>L.</summary>
    public int LongSide => Math.Max(Rows, Columns);

    /// <summary>Whether the projection is on the right, so that A = Gᵀ (method.md eq. 2.1).</summary>
    public bool IsRight => Rows >= Columns;

    public ScalarType Dtype => IsSingle ? ScalarType.Float32 : ScalarType.Float64;

    /// <summary>The distance from 1 to the next number.</summary>
    public double Rounding => IsSingle ? Math.Pow(2, -23) : Math.Pow(2, -52);

    /// <summary>The weights before the first step, [m, n], of size 1.</summary>
    public Tensor Start() => Normal("start", 0, Rows, Columns).to(Dtype);

    /// <summary>The gradients of all steps, [m, n] each.</summary>
    public IReadOnlyList<Tensor> Gradients() => [.. Enumerable.Range(0, Steps).Select(step => Gradient(step).to(Dtype))];

    /// <summary>How far two regular runs may be apart that compute the same in another order.</summary>
    /// <param name="start">The weight before the first step; rounded in each step.</param>
    /// <param name="weight">The weight now.</param>
    public double Allowed(Tensor start, Tensor weight) => (Tolerance * (weight - start).Norm()) + (8 * Rounding * Steps * weight.Norm());

    /// <summary>
    /// Cases for a profile where the same is computed in another order. A basis that follows the gradient by Adam must leave some
    /// of it outside: the slope of its loss is rounding noise otherwise, and Adam makes steps of that.
    /// </summary>
    public static Gen<RunCase> RegularFor(string profile) => profile == Profiles.OnlineSubspaceDescent
        ? Regular.Where(static run => run.Rank < run.ShortSide)
        : Regular;

    /// <summary>A native matrix as d × L, or back.</summary>
    public Tensor Canonical(Tensor native) => IsRight ? native.t() : native;

    /// <summary>Standard normal numbers that depend on the seed, a name and a count.</summary>
    public Tensor Normal(string name, long draw, long rows, long columns)
    {
        var numbers = new double[rows * columns];
        new PhiloxGaussianSource(Seed).Fill(name, draw, numbers);
        return tensor(numbers).reshape(rows, columns);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rows} x {Columns} of rank {Rank}, {Steps} steps, interval {Interval}, {Kind} e{Exponent}, {Dtype}, seed {Seed}");

    private static Gen<RunCase> Make(Gen<GradientKind> kinds, Gen<int> exponents, Gen<bool> singles) =>
        Gen.Select(Shapes, Side, Gen.Int[1, 4], Gen.Int[1, 7], kinds, exponents, singles, Gen.UInt).Select(
            static (shape, rank, interval, steps, kind, exponent, isSingle, seed) => new RunCase(
                shape.Rows, shape.Columns, Math.Min(rank, Math.Min(shape.Rows, shape.Columns)), interval, steps, kind, exponent, isSingle, seed));

    private Tensor Gradient(int step)
    {
        if (Normal("zero", step, 1, 1).item<double>() < ZeroBelow)
        {
            return zeros([Rows, Columns], ScalarType.Float64);
        }

        var size = Math.Pow(10, Exponent);
        return Kind switch
        {
            GradientKind.Decaying => Normal("left", step, Rows, ShortSide)
                .mul(pow(1.5, -arange(ShortSide, ScalarType.Float64)))
                .mm(Normal("right", step, ShortSide, Columns)).mul(size),
            GradientKind.LowRank => Normal("left", 0, Rows, Factors).mm(Normal("middle", step, Factors, Factors))
                .mm(Normal("right", 0, Factors, Columns)).mul(size),

            // With rows of 1e-6 to 1e6 all of it stays between 1e-12 and 1e12.
            GradientKind.Uneven => Normal("gradient", step, Rows, Columns)
                .mul(pow(10, Normal("rows", 0, Rows, 1).mul(3).clamp(-6, 6))).mul(Math.Sqrt(size)),
            GradientKind.Constant => Normal("gradient", 0, Rows, Columns).mul(size),
            _ => Normal("gradient", step, Rows, Columns).mul(size),
        };
    }

    private int Factors => 1 + (int)(Seed % (ulong)Math.Min(3, ShortSide));
}
