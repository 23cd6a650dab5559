using System.Globalization;
using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Refresh;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Refresh;

/// <summary>Refreshes against singular value decompositions in fp64 (method.md eq. 3.1 to 3.7).</summary>
public sealed class BankRefreshTests
{
    // What the issue asks for.
    private const double Orthonormal = 1e-5;
    private const double Captured = 0.98;

    [Theory]
    [InlineData(64, 96, true, 8, 1)]
    [InlineData(96, 64, false, 8, 3)]
    [InlineData(128, 128, false, 128, 2)]
    [InlineData(128, 128, true, 20, 2)]
    [InlineData(300, 333, true, 20, 2)]
    [InlineData(333, 130, false, 101, 2)]
    [InlineData(64, 72, true, 1, 300)]
    [InlineData(7, 5, false, 5, 2)]
    [InlineData(1, 9, true, 1, 2)]
    [InlineData(1000, 2056, true, 160, 2)]
    [InlineData(2056, 1000, false, 64, 5)]
    [InlineData(700, 900, true, 161, 2)]
    [InlineData(900, 700, false, 256, 3)]
    [InlineData(1300, 1500, true, 1024, 2)]
    public void Cold_OfAnyShape_FindsTheLeadingDirections(int rows, int columns, bool isLeft, int width, int count)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(rows, columns, isLeft, width, count);
        for (var index = 0; index < count; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1);
        }

        // A sketch of one column has no oversampling, and this spectrum decays slowly.
        var results = test.Cold(width == 1 ? 8 : 2);

        AssertFound(test, results);
    }

    [Theory]
    [InlineData(64, 96, true, 8, 1)]
    [InlineData(333, 130, false, 101, 2)]
    [InlineData(64, 72, true, 1, 300)]
    [InlineData(1000, 2056, true, 128, 2)]
    [InlineData(2056, 1000, false, 160, 2)]
    [InlineData(900, 700, false, 256, 2)]
    public void Warm_FromTheBasisOfANearGradient_FindsTheLeadingDirections(int rows, int columns, bool isLeft, int width, int count)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(rows, columns, isLeft, width, count);
        for (var index = 0; index < count; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1);
        }

        test.Cold();
        var bases = test.Candidates.clone();
        for (var index = 0; index < count; index++)
        {
            // A tenth of it is another gradient.
            test.Gradients[index] = (test.Gradients[index].to(ScalarType.Float32) + (0.1 * test.Decaying(0.2, 1).to(ScalarType.Float32))).to(ScalarType.BFloat16);
        }

        // Of few columns those that stay are half of them, or there are none that are new.
        var results = test.Warm(bases, width, width > 8 ? 1 : 4);

        AssertFound(test, results);
    }

    [Fact]
    public void Warm_FromAnArbitraryBasisThreeTimes_FindsTheLeadingDirections()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(512, 768, true, 64, 3);
        for (var index = 0; index < 3; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1);
        }

        var bases = zeros(3, 512, 40, dtype: ScalarType.BFloat16, device: CUDA);
        bases.narrow(2, 0, 37).copy_(linalg.qr(randn(3, 512, 37, device: CUDA)).Q);

        AssertFound(test, test.Warm(bases, 37, iterations: 3));
    }

    [Fact]
    public void Cold_OfGradientsInFloat32_FindsTheLeadingDirections()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(300, 500, true, 48, 2);
        for (var index = 0; index < 2; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1).to(ScalarType.Float32) + (1e-4 * randn(300, 500, device: CUDA));
        }

        AssertFound(test, test.Cold(), ofEnergies: 2e-5);
    }

    [Theory]
    [InlineData(96, 160, true, 24)]
    [InlineData(160, 96, false, 96)]
    [InlineData(400, 500, true, 200)]
    public void Refresh_OfGradientsWithFewOrNoDirections_IsOrthonormalWhateverTheyAre(int rows, int columns, bool isLeft, int width)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(rows, columns, isLeft, width, 9);
        (string What, Tensor Gradient)[] cases =
        [
            ("usual", test.Decaying(0.2, 1)),
            ("zero", zeros(rows, columns, dtype: ScalarType.BFloat16, device: CUDA)),
            ("ones", ones(rows, columns, dtype: ScalarType.BFloat16, device: CUDA)),
            ("rank 1", test.Decaying(0.2, 1, 1)),
            ("rank 3", test.Decaying(0.2, 0, 3)),
            ("condition 1e8", test.Decaying((Math.Pow(1e8, 1.0 / 8) - 1) / (Math.Min(rows, columns) - 1), 8)),
            ("huge", test.Decaying(0.2, 1) * 1e32),
            ("tiny", test.Decaying(0.2, 1) * 1e-32),
            ("NaN", test.Decaying(0.2, 1)),
        ];
        cases[8].Gradient.index_put_(tensor(float.NaN, ScalarType.BFloat16, CUDA), TensorIndex.Single(rows - 1), TensorIndex.Single(columns - 1));
        for (var index = 0; index < cases.Length; index++)
        {
            test.Gradients[index] = cases[index].Gradient;
        }

        List<string> failures = [];
        var cold = test.Cold();
        Collect("cold", cold);
        var bases = test.Candidates.clone();
        bases[8].copy_(bases[0]);
        Collect("warm", test.Warm(bases, width));

        Assert.True(failures.Count == 0, string.Join('\n', failures));

        void Collect(string how, RefreshResults results)
        {
            for (var index = 0; index < cases.Length; index++)
            {
                var status = results.Status(0, index);
                var what = string.Create(CultureInfo.InvariantCulture, $"{how}, {cases[index].What}: {status}, measured {results.OrthonormalityError(0, index):g3}");
                TestContext.Current.TestOutputHelper?.WriteLine(what);
                if (cases[index].What is "NaN")
                {
                    Expect(status.HasFlag(RefreshStatus.NotFinite) && !results.IsUsable(0, index), "is said to be finite");
                    continue;
                }

                var error = GpuRefresh.OrthonormalityError(test.Columns(index));
                Expect(error <= Orthonormal, string.Create(CultureInfo.InvariantCulture, $"is {error:g3} from orthonormal"));
                Expect(results.IsUsable(0, index), "is said to be unusable");
                Expect(status.HasFlag(RefreshStatus.Zero) == cases[index].What is "zero", "is zero or not");
                var total = test.Canonical(index).square().sum().item<double>();
                Expect(Math.Abs(results.TotalEnergy(0, index) - total) <= 1e-6 * total, $"has ‖G‖² {total}, told {results.TotalEnergy(0, index)}");
                var energies = results.Energies(0, index).ToArray();
                Expect(energies.All(static energy => energy >= 0 && double.IsFinite(energy)), "has energies that are none");
                Expect(energies.Zip(energies.Skip(1)).All(static pair => pair.First >= pair.Second * (1 - 1e-6)), "is out of order");
                var rank = Rank(test.Geometry);
                var captured = test.Columns(index).narrow(1, 0, rank).t().mm(test.Canonical(index)).square().sum().item<double>();
                var best = linalg.svdvals(test.Canonical(index)).square().narrow(0, 0, rank).sum().item<double>();
                Expect(captured >= Captured * best, string.Create(CultureInfo.InvariantCulture, $"captures {captured / best:g4} of the best"));

                void Expect(bool holds, string failure)
                {
                    if (!holds)
                    {
                        failures.Add($"{what}: {failure}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(48)]
    [InlineData(192)]
    public void Refresh_TheSameRunTwice_IsTheSameToTheLastBit(int width)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(400, 264, false, width, 4);
        for (var index = 0; index < 4; index++)
        {
            test.Gradients[index] = index == 3 ? zeros(400, 264, dtype: ScalarType.BFloat16, device: CUDA) : test.Decaying(0.2, 1);
        }

        test.Cold();
        var first = test.Candidates.clone();
        test.Warm(first, width);
        var second = test.Candidates.clone();
        test.Scratch.View(RefreshScratch.Place.Images, 4, 264, test.Geometry.Stride).fill_(float.NaN);
        test.Scratch.View(RefreshScratch.Place.Columns, 4, 264, test.Geometry.Stride).fill_(float.NaN);

        test.Cold();
        Assert.True(test.Candidates.eq(first).all().item<bool>());
        test.Warm(first, width);
        Assert.True(test.Candidates.eq(second).all().item<bool>());
    }

    [Fact]
    public void Refresh_WithAnotherSeed_StartsAtOtherColumns()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(64, 96, true, 8, 1, seed: 17);
        using var other = new GpuRefresh(64, 96, true, 8, 1, seed: 18);
        test.Gradients[0] = other.Gradients[0] = test.Decaying(0.01, 1);

        test.Cold(0);
        other.Cold(0);

        Assert.False(test.Candidates.eq(other.Candidates).all().item<bool>());
    }

    [Fact]
    public void Refresh_WithLittleScratch_GivesTheSameEnergiesSomeMatricesAtATime()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(200, 300, true, 32, 5);
        using var small = new GpuRefresh(200, 300, true, 32, 5, mostBytes: 2 * 32 * ((300 * 10) + 2048));
        for (var index = 0; index < 5; index++)
        {
            test.Gradients[index] = small.Gradients[index] = test.Decaying(0.2, 1);
        }

        var (all, some) = (test.Cold(), small.Cold());

        Assert.True(small.Scratch.Bytes < test.Scratch.Bytes, $"{small.Scratch.Bytes} bytes of {test.Scratch.Bytes}");
        for (var index = 0; index < 5; index++)
        {
            foreach (var (expected, actual) in all.Energies(0, index).ToArray().Zip(some.Energies(0, index).ToArray()))
            {
                Assert.Equal(expected, actual, 1e-4 * all.Energies(0, index)[0]);
            }
        }
    }

    [Fact]
    public void StartAtRandom_OfANamedMatrix_DrawsTheNumbersOfTheCpu()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(12, 33, true, 11, 1);
        var gradient = zeros(12, 33, device: CUDA);
        gradient.fill_(Math.Sqrt(2.0 / (12 * 33))); // a norm for which the scale is 1
        var entry = new MemberEntry(AdaRank.Cuda.Tensors.TensorPointer.Of(gradient), 0, StreamKey.Of("layers.0.weight"), 6, 0, 0);
        var pass = new RefreshPass(test.Kernels, test.Scratch, "test", test.Geometry, BlasType.Float32, [entry], orthonormalisesLongSide: false);
        pass.Begin(test.Report.Address(0, 0), test.Report.Layout.Stride(0));

        pass.StartAtRandom(17);

        var drawn = test.Scratch.View(RefreshScratch.Place.Factors, 33, 16).narrow(1, 0, 11).cpu().contiguous().data<float>().ToArray();
        var expected = new double[33 * 11];
        new PhiloxGaussianSource(17).Fill("layers.0.weight", 6, expected);
        Assert.All(expected.Zip(drawn), static pair => Assert.Equal(pair.First, pair.Second, 2e-7 * (1 + Math.Abs(pair.First))));
    }

    [Theory]
    [InlineData(300, 500, true)]
    [InlineData(500, 300, false)]
    public void Redo_OfAMatrixSaidToBeNotOrthonormal_FindsItsDirectionsAlone(int rows, int columns, bool isLeft)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(rows, columns, isLeft, 48, 3);
        for (var index = 0; index < 3; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1);
        }

        var results = test.Cold(2);
        var (before, energies) = (test.Candidates.clone(), results.Energies(0, 1).ToArray());
        results.Replace(0, 1, new double[48], RefreshStatus.NotOrthonormal | RefreshStatus.Repaired, 1);
        test.Candidates[1].copy_(before[1] * 3);

        Assert.Equal(1, test.Refresh.Redo(test.Members(null), test.Candidates, results, 0));

        Assert.Equal((RefreshStatus.Repaired | RefreshStatus.Householder, true), (results.Status(0, 1), results.IsUsable(0, 1)));
        Assert.InRange(results.OrthonormalityError(0, 1), 0, 1e-13);
        Assert.True(test.Candidates[0].eq(before[0]).all().item<bool>());
        var captured = test.Candidate(1).t().mm(test.Canonical(1)).square().sum(1);
        Assert.All(captured.cpu().data<double>().ToArray().Zip(results.Energies(0, 1).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 5e-3 * energies[0]));
        Assert.True(results.Energies(0, 1).ToArray().Sum() >= energies.Sum() * 0.999);
        Assert.Equal(0, test.Refresh.Redo(test.Members(null), test.Candidates, results, 0));
    }

    [Fact]
    public void Refresh_TensorsThatDoNotFit_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(64, 96, true, 8, 1);
        test.Gradients[0] = test.Decaying(0.2, 1);

        Assert.Throws<ArgumentOutOfRangeException>("members", () => test.Refresh.Cold([], 1, test.Candidates, test.Report, 0));
        Assert.Throws<ArgumentException>("report", () => test.Refresh.Cold(test.Members(null), 1, test.Candidates, test.Report, 1));
        Assert.Throws<ArgumentException>("candidates", () => test.Refresh.Cold(test.Members(null), 1, test.Candidates[0], test.Report, 0));
        Assert.Throws<ArgumentException>("member", () => test.Refresh.Warm(test.Members(null), 1, test.Candidates, test.Report, 0));
        Assert.Throws<ArgumentOutOfRangeException>("iterations", () => test.Refresh.Warm(test.Members(test.Candidates, 8), 0, test.Candidates, test.Report, 0));
        test.Gradients[0] = test.Gradients[0].to(ScalarType.Float64);
        Assert.Throws<ArgumentException>("members", () => test.Cold());
    }

    [Fact]
    public void Cuts_OfSeveralRanks_FillTheirBasesAndKeepThoseOfBadGradients()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuRefresh(96, 64, false, 21, 3);
        for (var index = 0; index < 3; index++)
        {
            test.Gradients[index] = test.Decaying(0.2, 1);
        }

        test.Gradients[2].fill_(float.PositiveInfinity);
        test.Cold();
        var wide = full(64, 24, 7, dtype: ScalarType.BFloat16, device: CUDA);
        var narrow = full(64, 8, 7, dtype: ScalarType.BFloat16, device: CUDA);
        var kept = full(64, 16, 7, dtype: ScalarType.BFloat16, device: CUDA);

        BasisCuts.Write(
            test.Kernels,
            [
                new BasisCut(test.Candidates[0], wide, 21, test.Report.StatusAddress(0, 0)),
                new BasisCut(test.Candidates[1], narrow, 5, test.Report.StatusAddress(0, 1)),
                new BasisCut(test.Candidates[2], kept, 9, test.Report.StatusAddress(0, 2)),
            ],
            64,
            "test");

        Assert.True(wide.narrow(1, 0, 21).eq(test.Candidates[0].narrow(1, 0, 21)).all().item<bool>());
        Assert.Equal(0, wide.narrow(1, 21, 3).to(ScalarType.Float32).abs().sum().item<float>());
        Assert.True(narrow.narrow(1, 0, 5).eq(test.Candidates[1].narrow(1, 0, 5)).all().item<bool>());
        Assert.Equal(0, narrow.narrow(1, 5, 3).to(ScalarType.Float32).abs().sum().item<float>());
        Assert.True(kept.eq(7).all().item<bool>());
        Assert.Throws<ArgumentOutOfRangeException>("cuts", () => BasisCuts.Write(test.Kernels, [new BasisCut(test.Candidates[0], narrow, 9, 0)], 64, "test"));
    }

    /// <summary>The highest rank for which a sketch is as wide as method.md, section 3, wants it: a quarter more columns, at least 4.</summary>
    private static int Rank(in RefreshGeometry geometry)
        => geometry.Width == geometry.ShortSide ? geometry.Width : Math.Max(1, Math.Min(geometry.Width - 4, geometry.Width * 4 / 5));

    /// <summary>Orthonormality, captured energy, told energies, order, signs, of up to five matrices.</summary>
    private static void AssertFound(GpuRefresh test, RefreshResults results, double ofEnergies = 5e-3)
    {
        for (var index = 0; index < Math.Min(5, test.Gradients.Length); index++)
        {
            using var scope = NewDisposeScope();
            var (width, a, q) = (test.Geometry.Width, test.Canonical(index), test.Columns(index));
            var orthonormality = GpuRefresh.OrthonormalityError(q);
            var image = q.t().mm(a);
            var rank = Rank(test.Geometry);
            var captured = image.narrow(0, 0, rank).square().sum().item<double>();
            var squares = linalg.svdvals(a).square();
            var best = squares.narrow(0, 0, rank).sum().item<double>();
            var total = squares.sum().item<double>();
            var energies = tensor(results.Energies(0, index).ToArray(), device: CUDA);
            var distance = (energies - image.square().sum(1)).abs().max().item<double>() / squares[0].item<double>();
            var (rounded, places) = (test.Candidate(index), q.abs().argmax(0, keepdim: true));
            var largest = rounded.gather(0, places);
            var round = ((rounded - (q * q.gather(0, places).sign())).abs() / q.abs().clamp_min(1e-20)).max().item<double>();
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"matrix {index}: {results.Status(0, index)}, {orthonormality:g3} from orthonormal (told {results.OrthonormalityError(0, index):g3}), captured {captured / best:g5} of the best, energies off by {distance:g3}, rounding {round:g3}");
            TestContext.Current.TestOutputHelper?.WriteLine(text);

            Assert.True(orthonormality <= Orthonormal, text);
            Assert.True(captured >= Captured * best, text);
            Assert.True(distance <= ofEnergies, text);
            Assert.True(round <= 1.0 / 255, text);
            Assert.True(results.IsUsable(0, index), text);
            Assert.True(Math.Abs(results.TotalEnergy(0, index) - total) <= 1e-6 * total, text);
            Assert.True((largest > 0).all().item<bool>(), text + ": a sign is wrong");
            Assert.True((energies.narrow(0, 1, width - 1) <= energies.narrow(0, 0, width - 1) * (1 + 1e-6)).all().item<bool>(), text + ": energies are out of order");
        }
    }
}
