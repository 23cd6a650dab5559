using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a projection updater. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TUpdater">The updater under test.</typeparam>
/// <remarks>
/// Tried are tall, wide and square matrices in fp32 and fp64 with flat, steep, deficient, tiny and huge spectra, two
/// matrices to a bank, at the first refresh and at later ones of which the rank grows or falls. What a basis of d rows may be off
/// by is rounding: 4 d ε of the state's dtype. <see cref="OnlineProjectionContract{TUpdater}"/> and
/// <see cref="RegeneratedProjectionContract{TUpdater}"/> test more, of updaters that do more.
/// </remarks>
public abstract class ProjectionUpdaterContract<TUpdater> : PluginContract<TUpdater>
    where TUpdater : class, IProjectionUpdater
{
    /// <summary>It reads gradients in one form at least.</summary>
    [Fact]
    public void Accepts_Always_NamesAForm() => Assert.NotEqual(GradientForms.None, Create().Accepts);

    /// <summary>A sketch has between one column and as many as the smaller side; scratch is no negative number.</summary>
    [Fact]
    public void SketchWidth_AnyShape_FitsTheMatrix()
    {
        var updater = Create();

        foreach (var (rows, columns) in new (long, long)[] { (1, 1), (1, 9), (9, 1), (3, 2), (64, 64), (4096, 11008) })
        {
            foreach (var highest in new[] { 1, 6, 100_000 })
            {
                var shape = new BankShape(rows, columns, ScalarType.Float32);
                var bounds = new Rank.RankBounds(1, highest);
                var width = updater.SketchWidth(shape, bounds);
                Assert.True(width >= 1 && width <= shape.ShortSide, $"{rows} x {columns} with ranks to {highest} got a sketch of {width} columns.");
                Assert.True(updater.ScratchBytes(shape, bounds) >= 0, $"{rows} x {columns} would take a negative number of bytes.");
            }
        }
    }

    /// <summary>The candidate columns are orthonormal, if it says so.</summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Sketch_AnySpectrum_GivesOrthonormalCandidates(string situation) => Refresh(situation, (_, _, sketch, _) =>
    {
        for (var index = 0; index < 2; index++)
        {
            AssertOrthonormal(sketch.Candidates[index], $"The candidates of matrix {index}");
        }
    });

    /// <summary>
    /// Energies are not negative, and no more than the gradient has; they descend if it says that they are a spectrum. The
    /// numerical rank fits them.
    /// </summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Sketch_AnySpectrum_GivesDescendingEnergiesWithinTheTotal(string situation) => Refresh(situation, (_, gradients, sketch, _) =>
    {
        for (var index = 0; index < gradients.Count; index++)
        {
            var (energies, total) = (sketch.Energies(index).ToArray(), Tensors.Energy(gradients[index]));
            var rounding = 64 * Tensors.Epsilon(sketch.Candidates.dtype) * total;
            Assert.All(energies, energy => Assert.True(double.IsFinite(energy) && energy >= 0, $"{energy:R} is no energy."));
            for (var column = 1; column < energies.Length && Create().Traits.HasFlag(BasisTraits.Spectrum); column++)
            {
                Assert.True(
                    energies[column] <= energies[column - 1] + rounding,
                    $"Energy {column} is {energies[column]:R}, more than {energies[column - 1]:R} before it.");
            }

            Assert.True(energies.Sum() <= total + rounding, $"{energies.Sum():R} of an energy of {total:R} cannot be captured.");
            Assert.InRange(sketch.NumericalRank(index), 1, sketch.Width);
        }
    });

    /// <summary>The bases are orthonormal, if it says so, at the lowest rank, at the highest and between.</summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Commit_AnySpectrum_GivesOrthonormalBases(string situation) => Refresh(situation, (_, _, _, bases) =>
    {
        foreach (var basis in bases)
        {
            Tensors.AssertFinite(basis, "A basis");
            AssertOrthonormal(basis, "A basis");
        }
    });

    /// <summary>The same gradients, names and numbers of refreshes give the same bits, from another object too.</summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Refresh_Again_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> first = [];
        Refresh(situation, (_, _, sketch, bases) => first.AddRange(Tensors.Keep([sketch.Candidates, .. bases])));

        List<Tensor> second = [];
        Refresh(situation, (_, _, sketch, bases) => second.AddRange(Tensors.Keep([sketch.Candidates, .. bases])));

        for (var index = 0; index < first.Count; index++)
        {
            Tensors.AssertSameBits(first[index], second[index], index == 0 ? "The sketch" : "A basis");
        }
    }

    /// <summary>Gradients and bases in use are read only.</summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Refresh_Always_LeavesGradientsAndOldBasesAlone(string situation)
    {
        using var scope = NewDisposeScope();
        var example = SketchCase.Of(situation);

        Refresh(situation, (bank, gradients, _, _) =>
        {
            var untouched = example.NewBank(bank[0].Basis is { } basis ? (int)basis.shape[1] : 0);
            IReadOnlyList<Tensor> expected = [.. example.NewGradients(), .. InUse(untouched)];
            IReadOnlyList<Tensor> actual = [.. gradients, .. InUse(bank)];
            Assert.Equal(expected.Count, actual.Count);
            for (var index = 0; index < expected.Count; index++)
            {
                Tensors.AssertSameBits(expected[index], actual[index], index < gradients.Count ? "A gradient" : "A basis or moment in use");
            }
        });
    }

    /// <summary>A refresh that fails leaves the bases in use as they were, and no tensor behind.</summary>
    [Fact]
    public void Sketch_UnusableGradient_LeavesTheBankAsItWas()
    {
        using var outer = NewDisposeScope();
        var updater = Create();
        var example = SketchCase.Of("wide, fp32, steep");
        var bank = example.NewBank();
        var expected = Tensors.Snapshot(InUse(bank));
        var inUse = InUse(bank).ToList();
        IReadOnlyList<Tensor> unusable = [zeros([3, 5, 7]), zeros([3, 5, 7])];
        var before = Tensors.LiveCount;
        using (NewDisposeScope())
        {
            using var sketch = example.NewSketch(updater, bank);
            GradientView gradients = updater.Accepts.HasFlag(GradientForms.Full)
                ? new GradientView.Full(example.Shape, unusable)
                : new GradientView.Projected(example.Shape, unusable);
            Record.Exception(() => updater.Sketch(bank, gradients, sketch));
        }

        Assert.Equal(before, Tensors.LiveCount);
        for (var index = 0; index < expected.Count; index++)
        {
            Tensors.AssertSameBits(expected[index], inUse[index], "A basis or moment in use");
        }
    }

    /// <summary>When a refresh is over, no tensor of it is left.</summary>
    [Fact]
    public void Refresh_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var updater = Create();
        var example = SketchCase.Of("tall, fp32, steep");
        var (bank, gradients, bases) = (example.NewBank(), example.NewGradients(), example.NewBases(2));
        var view = example.ViewOf(gradients, bank, updater.Accepts);
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            using var sketch = example.NewSketch(updater, bank);
            updater.Sketch(bank, view, sketch);
            updater.Commit(bank, sketch, [2, 2], bases);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    private static IEnumerable<Tensor> InUse(BankView bank) => Enumerable.Range(0, bank.Count)
        .SelectMany(index => new[] { bank[index].Basis, bank[index].FirstMoment })
        .OfType<Tensor>();

    private void AssertOrthonormal(Tensor basis, string what)
    {
        if (!Create().Traits.HasFlag(BasisTraits.Orthonormal))
        {
            return;
        }

        var (error, allowed) = (Tensors.OrthogonalityError(basis), 4 * basis.shape[0] * Tensors.Epsilon(basis.dtype));
        Assert.True(error <= allowed, $"{what} is off orthonormality by {error:G3}, where at most {allowed:G3} is rounding.");
    }

    /// <summary>Runs a refresh as the engine does, for each of some ranks in use and each of some ranks decided.</summary>
    private void Refresh(string situation, Action<BankView, IReadOnlyList<Tensor>, SketchView, IReadOnlyList<Tensor>> check)
    {
        foreach (var oldRank in SketchCase.OldRanks)
        {
            foreach (var rank in new[] { 1, 3, SketchCase.Bounds.Highest })
            {
                using var scope = NewDisposeScope();
                var updater = Create();
                var example = SketchCase.Of(situation);
                var (bank, gradients) = (example.NewBank(oldRank), example.NewGradients());
                using var sketch = example.NewSketch(updater, bank);
                updater.Sketch(bank, example.ViewOf(gradients, bank, updater.Accepts), sketch);
                var decided = Math.Min(rank, Math.Min(sketch.Width, Math.Max(1, Math.Min(sketch.NumericalRank(0), sketch.NumericalRank(1)))));
                var bases = example.NewBases(decided);
                updater.Commit(bank, sketch, [decided, decided], bases);
                check(bank, gradients, sketch, bases);
            }
        }
    }
}
