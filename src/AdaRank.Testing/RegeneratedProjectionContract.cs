using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a projection that is never stored. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TUpdater">The updater under test.</typeparam>
/// <remarks>Tests all that <see cref="ProjectionUpdaterContract{TUpdater}"/> does, and that a basis is the same whenever it is made.</remarks>
public abstract class RegeneratedProjectionContract<TUpdater> : ProjectionUpdaterContract<TUpdater>
    where TUpdater : class, IRegeneratedProjection
{
    private const int Rank = 3;

    /// <summary>A basis made again has the bits of the one that the refresh made, from another object too.</summary>
    /// <param name="situation">Which gradients.</param>
    [Theory]
    [MemberData(nameof(SketchCase.Names), MemberType = typeof(SketchCase))]
    public void Regenerate_AfterCommit_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        var example = SketchCase.Of(situation);
        var committed = Commit(example, example.NewGradients());

        for (var round = 0; round < 2; round++)
        {
            var again = example.NewBases(Rank);
            Create().Regenerate(Drawn(example), again);
            AssertSame(committed, again);
        }
    }

    /// <summary>Gradients play no part: others, and gradients of zeros, give the same bases.</summary>
    [Fact]
    public void Commit_OtherGradients_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var example = SketchCase.Of("wide, fp32, steep");
        var expected = Commit(example, example.NewGradients());

        foreach (var factor in new[] { 0.0, -3.0 })
        {
            var actual = Commit(example, [.. example.NewGradients().Select(gradient => gradient.mul(factor))]);
            AssertSame(expected, actual);
        }
    }

    /// <summary>Each draw gives another basis, and each name.</summary>
    [Fact]
    public void Regenerate_OtherDraw_GivesOtherBases()
    {
        using var scope = NewDisposeScope();
        var example = SketchCase.Of("tall, fp64, flat");
        var (one, other) = (example.NewBases(Rank), example.NewBases(Rank));

        Create().Regenerate(Drawn(example), one);
        Create().Regenerate(Drawn(example, draw: 1), other);

        Assert.False(one[0].allclose(other[0]), "Two draws gave the same basis.");
        Assert.False(one[0].allclose(one[1]), "Two parameters got the same basis.");
    }

    /// <summary>When a basis was made again, nothing but the basis is left.</summary>
    [Fact]
    public void Regenerate_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var (updater, example) = (Create(), SketchCase.Of("tall, fp32, steep"));
        var (bank, bases) = (Drawn(example), example.NewBases(Rank));
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            updater.Regenerate(bank, bases);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    private static void AssertSame(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        for (var index = 0; index < expected.Count; index++)
        {
            Tensors.AssertSameBits(expected[index], actual[index], "A basis");
        }
    }

    /// <summary>The matrices as they are before a draw, which is how they are seen when it is repeated.</summary>
    private static BankView Drawn(SketchCase example, long draw = 0)
    {
        var first = example.NewBank(oldRank: 0);
        return new BankView(example.Shape, [.. Enumerable.Range(0, first.Count).Select(index => first[index] with { RefreshCount = draw })]);
    }

    private IReadOnlyList<Tensor> Commit(SketchCase example, IReadOnlyList<Tensor> gradients)
    {
        var (updater, bank, bases) = (Create(), Drawn(example), example.NewBases(Rank));
        using var sketch = example.NewSketch(updater, bank);
        updater.Sketch(bank, example.ViewOf(gradients, bank, updater.Accepts), sketch);
        updater.Commit(bank, sketch, [Rank, Rank], bases);
        return bases;
    }
}
