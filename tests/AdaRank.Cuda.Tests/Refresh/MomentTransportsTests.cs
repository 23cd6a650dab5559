using System.Globalization;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Refresh;
using AdaRank.Plugins.Projection.Keep;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Plugins.Projection.Square;
using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Refresh;

/// <summary>Moments in new coordinates against the transports of the CPU in fp64 (method.md eq. 5.1 to 5.5).</summary>
public sealed class MomentTransportsTests
{
    private static readonly AdamSettings Settings = new(0.9, 0.999, 1e-8, 1);

    private static readonly StateSchema Schema = new(
        new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9),
        new StateSlot("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, 0.999));

    /// <summary>Every rule and encoding, with ranks that grow, shrink and stay.</summary>
    public static TheoryData<string, string, int, int> Cases
    {
        get
        {
            var data = new TheoryData<string, string, int, int>();
            foreach (var rule in Enum.GetNames<MomentRule>())
            {
                foreach (var encoding in Enum.GetNames<MomentEncoding>())
                {
                    data.Add(rule, encoding, 20, 33);
                    data.Add(rule, encoding, 33, 5);
                    data.Add(rule, encoding, 24, 24);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Move_IntoAnotherBank_GivesWhatTheCpuGives(string ruleName, string encodingName, int oldRank, int newRank)
    {
        var (rule, encoding) = (Enum.Parse<MomentRule>(ruleName), Enum.Parse<MomentEncoding>(encodingName));
        using var scope = NewDisposeScope();
        using var test = new Banks(96, 200, oldRank, newRank, 3, encoding);
        var expected = Enumerable.Range(0, 3).Select(index => test.Expected(rule, index)).ToArray();

        test.Move(rule);

        // fp32: a sum of up to 33 products, and differences of what is alike in the variance. The others: the distance of two neighbours.
        var (ofFirst, ofSecond) = encoding switch
        {
            MomentEncoding.Float32 => (2e-6, 2e-5),
            MomentEncoding.BFloat16 => (1.0 / 128, 1.0 / 128),
            _ => (0.1, 0.1),
        };
        for (var index = 0; index < 3; index++)
        {
            AssertNear(expected[index].First, Banks.Read(test.To, test.To.First, index, isSecond: false), ofFirst, $"M of {index}");
            AssertNear(expected[index].Second, Banks.Read(test.To, test.To.Second, index, isSecond: true), ofSecond, $"V of {index}");
        }

        if (encoding is MomentEncoding.Float32)
        {
            foreach (var tensor in (Tensor[])[test.To.First, test.To.Second])
            {
                Assert.Equal(0, tensor.slice(2, newRank, test.To.Geometry.Stride, 1).abs().sum().item<float>());
            }
        }
    }

    [Fact]
    public void Move_InPlaceOfMatricesOfWhichOneIsNotFinite_LeavesThatOne()
    {
        using var scope = NewDisposeScope();
        using var test = new Banks(96, 200, 24, 24, 3, MomentEncoding.Float32);
        var expected = test.Expected(MomentRule.Rotate, 0);
        var old = test.From.First.clone();
        using var statuses = tensor(new double[] { 0, (double)(RefreshStatus.NotFinite | RefreshStatus.Repaired), (double)RefreshStatus.Repaired }, device: CUDA);
        var start = AdaRank.Cuda.Tensors.TensorPointer.Of(statuses);

        test.MoveInPlace(MomentRule.Rotate, index => start + (index * sizeof(double)));

        AssertNear(expected.First, Banks.Read(test.From, test.From.First, 0, isSecond: false), 2e-6, "M of 0");
        Assert.True(test.From.First[1].eq(old[1]).all().item<bool>());
        Assert.False(test.From.First[2].eq(old[2]).all().item<bool>());
    }

    [Fact]
    public void Move_BeforeAnyStep_KeepsZeros()
    {
        using var scope = NewDisposeScope();
        using var test = new Banks(96, 200, 20, 33, 2, MomentEncoding.BFloat16);
        test.From.First.zero_();
        test.From.Second.zero_();
        test.From.Steps.zero_();
        test.To.First.fill_(1);

        test.Move(MomentRule.Rotate);

        Assert.Equal(0, test.To.First.to(ScalarType.Float32).abs().sum().item<float>());
        Assert.Equal(0, test.To.Second.to(ScalarType.Float32).abs().sum().item<float>());
    }

    [Theory]
    [InlineData(nameof(MomentEncoding.BFloat16))]
    [InlineData(nameof(MomentEncoding.Blockwise8Bit))]
    public void Move_TheSameTwice_RoundsAlike(string encoding)
    {
        using var scope = NewDisposeScope();
        using var test = new Banks(96, 200, 20, 33, 2, Enum.Parse<MomentEncoding>(encoding));
        test.Move(MomentRule.Rotate);
        var (first, second) = (test.To.First.clone(), test.To.Second.clone());
        test.To.First.zero_();

        test.Move(MomentRule.Rotate);

        Assert.True(test.To.First.eq(first).all().item<bool>());
        Assert.True(test.To.Second.eq(second).all().item<bool>());
    }

    [Fact]
    public void Check_NumbersOutOfRange_AreRefusedByName()
    {
        var right = new MomentMoves(8, 16, 8, 16, MomentEncoding.Float32, MomentRule.Keep, 0.9, 0.999, 8);
        right.Check();

        Assert.Throws<ArgumentOutOfRangeException>("FromStride", () => (right with { FromStride = 12 }).Check());
        Assert.Throws<ArgumentOutOfRangeException>("ToStride", () => (right with { ToStride = 0 }).Check());
        Assert.Throws<ArgumentOutOfRangeException>("LongSide", () => (right with { LongSide = 7 }).Check());
        Assert.Throws<ArgumentOutOfRangeException>("Beta2", () => (right with { Beta2 = 1 }).Check());
        Assert.Throws<ArgumentOutOfRangeException>("Kept", () => (right with { Kept = 9 }).Check());
        Assert.Equal(4 * ((2 * 16 * 24) + (2 * 8 * 16)), right.ScratchBytes);
    }

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var error = ((actual - expected).norm() / expected.norm()).item<double>();
        Assert.True(error <= tolerance, string.Create(CultureInfo.InvariantCulture, $"{what}: the relative distance is {error:g3}, and {tolerance:g3} is allowed."));
    }

    /// <summary>Two banks of one shape, the first with moments, both with bases.</summary>
    private sealed class Banks : IDisposable
    {
        private readonly BankKernels _bankKernels;
        private readonly RefreshKernels _kernels;
        private readonly RefreshScratch _scratch;
        private readonly MomentTransports _transports;
        private readonly int _count;

        public Banks(int rows, int columns, int oldRank, int newRank, int count, MomentEncoding encoding)
        {
            var backend = Gpu.Gpu.Open();
            _count = count;
            _bankKernels = new BankKernels(backend);
            _kernels = new RefreshKernels(backend);
            _scratch = new RefreshScratch(backend.Device);
            _transports = new MomentTransports(_kernels, _scratch, 17);
            ulong[] names = [.. Enumerable.Range(0, count).Select(static index => 1000UL + (ulong)index)];
            From = new AdamBank(_bankKernels, "old", new BankGeometry(rows, columns, oldRank), names, encoding, Settings, 17);
            To = new AdamBank(_bankKernels, "new", new BankGeometry(rows, columns, newRank), names, encoding, Settings, 17);
            cuda.manual_seed(11);
            var d = From.Geometry.ShortSide;
            var old = linalg.qr(randn(count, d, oldRank, device: CUDA)).Q;
            var near = cat([old, randn(count, d, Math.Max(1, newRank), device: CUDA) / Math.Sqrt(d)], 2).narrow(2, 0, newRank);
            From.Bases.narrow(2, 0, oldRank).copy_(old);
            To.Bases.narrow(2, 0, newRank).copy_(linalg.qr(near + (0.3 * randn(count, d, newRank, device: CUDA) / Math.Sqrt(d))).Q);
            From.Steps.fill_(7);
            Fill(encoding, oldRank);
        }

        public AdamBank From { get; }

        public AdamBank To { get; }

        public void Move(MomentRule rule) => Move(rule, To, To.Bases, static _ => 0);

        public void MoveInPlace(MomentRule rule, Func<int, nint> status) => Move(rule, From, To.Bases, status);

        /// <summary>The new moments of a matrix by the CPU's transport in fp64, each [L, r].</summary>
        public (Tensor First, Tensor Second) Expected(MomentRule rule, int index)
        {
            IMomentTransport transport = rule switch
            {
                MomentRule.Rotate => new RotateTransport(),
                MomentRule.LinearClamped => new LinearTransport(new LinearTransportOptions()),
                MomentRule.Square => new SquareTransport(),
                _ => new KeepTransport(),
            };
            var (oldRank, newRank, length) = (From.Geometry.Rank, To.Geometry.Rank, From.Geometry.LongSide);
            Tensor[] from = [Read(From, From.First, index, isSecond: false).t().cpu(), Read(From, From.Second, index, isSecond: true).t().cpu()];
            Tensor[] to = [zeros(newRank, length, dtype: ScalarType.Float64), zeros(newRank, length, dtype: ScalarType.Float64)];
            var overlap = To.Bases[index].narrow(1, 0, newRank).to(ScalarType.Float64).t().mm(From.Bases[index].narrow(1, 0, oldRank).to(ScalarType.Float64)).cpu();
            transport.Transport([new MomentMove(from, to, overlap, 7)], Schema);
            return (to[0].t().cuda(), to[1].t().cuda());
        }

        /// <summary>A moment of a matrix, decoded, [L, r], fp64.</summary>
        public static Tensor Read(AdamBank bank, Tensor ofAll, int index, bool isSecond)
        {
            var (geometry, mine) = (bank.Geometry, ofAll[index]);
            if (bank.Encoding is MomentEncoding.Blockwise8Bit)
            {
                var codes = tensor(BankKernels.CodeTables, device: CUDA).narrow(0, isSecond ? 256 : 0, 256);
                var scales = (isSecond ? bank.SecondScales : bank.FirstScales)[index].repeat_interleave(256).narrow(0, 0, geometry.MomentCount);
                mine = (codes.index_select(0, mine.reshape(-1).to(ScalarType.Int64)) * scales).reshape(geometry.LongSide, geometry.Stride);
            }

            return mine.narrow(1, 0, geometry.Rank).to(ScalarType.Float64);
        }

        public void Dispose()
        {
            From.Dispose();
            To.Dispose();
            _transports.Dispose();
            _scratch.Dispose();
            _kernels.Dispose();
            _bankKernels.Dispose();
        }

        private void Fill(MomentEncoding encoding, int rank)
        {
            if (encoding is MomentEncoding.Blockwise8Bit)
            {
                From.First.random_(0, 256);
                From.Second.random_(0, 256);
                From.FirstScales.uniform_(0.5, 2);
                From.SecondScales.uniform_(0.5, 2);
                return;
            }

            From.First.narrow(2, 0, rank).copy_(randn(_count, From.Geometry.LongSide, rank, device: CUDA));
            From.Second.narrow(2, 0, rank).copy_(0.01 * randn(_count, From.Geometry.LongSide, rank, device: CUDA).square());
        }

        private void Move(MomentRule rule, AdamBank target, Tensor bases, Func<int, nint> status)
        {
            var (from, to) = (From.Geometry, target.Geometry);
            var moves = new MomentMoves(from.ShortSide, from.LongSide, from.Stride, to.Stride, From.Encoding, rule, 0.9, 0.999, Math.Min(from.Rank, to.Rank));
            var part = bases.numel() / _count * 2;
            var start = AdaRank.Cuda.Tensors.TensorPointer.Of(bases);
            var members = Enumerable.Range(0, _count).Select(index => new MomentMember(
                MomentPlace.Of(From, index), MomentPlace.Of(target, index), start + (nint)(index * part), 1000UL + (ulong)index, status(index))).ToArray();
            _transports.Move(moves, members, "test");
        }
    }
}
