using System.Diagnostics;
using AdaRank.Acceleration;
using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Rank.Schedule;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>Banks that kernels step, in a run of the engine.</summary>
public sealed class TakenOnCudaTests
{
    /// <summary>Shapes of both sides, of one matrix and of two, and one whose lines do not begin at multiples of 16 bytes.</summary>
    private static readonly (string Name, long[] Shape)[] Matrices =
        [("tall.0", [96, 64]), ("tall.1", [96, 64]), ("wide", [64, 104]), ("square", [48, 48]), ("odd", [37, 53])];

    /// <remarks>
    /// The two runs draw other random bits, and the kernels have bases and directions in bf16. So both are compared with the run in fp32 that has the same
    /// gradients: the kernels may be half again as far from it as tensor operations are, and along the way that it went no more than a per cent ahead or behind.
    /// </remarks>
    [Theory]
    [InlineData(StateEncoding.Full, 1000)]
    [InlineData(StateEncoding.BFloat16, 400)]
    [InlineData(StateEncoding.Blockwise8Bit, 400)]
    public void Step_WithRefreshesAndChangingRanks_IsAsNearToFp32AsTensorOperations(StateEncoding encoding, int steps)
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        var exact = Run(ScalarType.Float32, StateEncoding.Full, steps, isTaken: false);
        var generic = Run(ScalarType.BFloat16, encoding, steps, isTaken: false);
        var taken = Run(ScalarType.BFloat16, encoding, steps, isTaken: true);

        var way = exact.After - exact.Before;
        var (distance, allowed) = (Share(taken.After - exact.After), Share(generic.After - exact.After));
        var ahead = ((taken.After - exact.After) * way).sum().item<double>() / way.square().sum().item<double>();
        var text = $"{encoding}: kernels {distance:e2}, tensor operations {allowed:e2} of the way from fp32, {ahead:e2} ahead; took {taken.Seconds:f2} s and {generic.Seconds:f2} s";
        TestContext.Current.TestOutputHelper?.WriteLine(text);

        Assert.All(taken.Banks, static bank => Assert.Equal("cuda", bank.Backend));
        Assert.All(generic.Banks, static bank => Assert.Null(bank.Backend));
        Assert.Equal(
            generic.Reports.Select(static report => (report.Name, report.Rank, report.RefreshCount, report.Step, report.Skips)),
            taken.Reports.Select(static report => (report.Name, report.Rank, report.RefreshCount, report.Step, report.Skips)));
        Assert.True(distance <= 1.5 * allowed, text);
        Assert.True(Math.Abs(ahead) <= 0.01, text);
        Assert.All(taken.Reports, static report => Assert.True(report.ProjectedNorm > 0 && report.RefreshCount > 5));

        double Share(Tensor difference) => difference.norm().item<double>() / way.norm().item<double>();
    }

    /// <remarks>In fp32 nothing is rounded to fewer bits, so that the kernels differ from tensor operations by the order of sums.</remarks>
    [Fact]
    public void Step_OfWeightsInFp32_GivesWhatTensorOperationsGive()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        var generic = Run(ScalarType.Float32, StateEncoding.Full, 1000, isTaken: false);
        var taken = Run(ScalarType.Float32, StateEncoding.Full, 1000, isTaken: true);

        var distance = ((taken.After - generic.After).norm() / (generic.After - generic.Before).norm()).item<double>();
        var text = $"{distance:e2} of the way; took {taken.Seconds:f2} s and {generic.Seconds:f2} s";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.All(taken.Banks, static bank => Assert.Equal("cuda", bank.Backend));
        Assert.Equal(
            generic.Reports.Select(static report => (report.Name, report.Rank, report.RefreshCount, report.Step)),
            taken.Reports.Select(static report => (report.Name, report.Rank, report.RefreshCount, report.Step)));
        Assert.True(distance < 1e-3, text);
    }

    [Fact]
    public void Step_WithoutADueRefresh_WaitsForNothing()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var model = Model(ScalarType.BFloat16);
        using var gradients = new FixedGradients(model);
        using var optimizer = Create(model, isTaken: true, static group => Every(1000, group));
        for (var step = 0; step < 3; step++)
        {
            gradients.Next();
            optimizer.Step();
        }

        // Other gradients, in other places. Then work of some tenths of a second is queued before the step: a copy to the host anywhere in it would wait for that.
        gradients.Next();
        var (left, right) = (randn([8192, 8192], device: CUDA), randn([8192, 8192], device: CUDA));
        using var warm = left.mm(right);
        cuda.synchronize();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 20; round++)
        {
            using var product = left.mm(right);
        }

        var queued = watch.Elapsed.TotalMilliseconds;
        var summary = optimizer.Step();
        var stepped = watch.Elapsed.TotalMilliseconds;
        cuda.synchronize();
        var done = watch.Elapsed.TotalMilliseconds;

        var text = $"queued after {queued:f1} ms, the step returned after {stepped:f1} ms, all was done after {done:f1} ms";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.Equal(new StepSummary(0, 0), summary);
        Assert.True(done > 100 && stepped < done / 2, text);
        _ = optimizer.Matrices;
        Assert.True(watch.Elapsed.TotalMilliseconds >= done);
    }

    [Fact]
    public void Step_GradientNotFinite_LeavesTheMatrixAloneAndIsCountedLater()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var model = Model(ScalarType.BFloat16);
        using var gradients = new FixedGradients(model);
        using var optimizer = Create(model, isTaken: true, static group => Every(3, group));
        var skipped = new List<int>();
        for (var step = 0; step < 5; step++)
        {
            gradients.Next();
            using var before = model["tall.1"].detach().clone();
            if (step == 1)
            {
                model["tall.1"].grad!.fill_(double.NaN);
            }

            skipped.Add(optimizer.Step().Skipped);
            Assert.Equal(step == 1, model["tall.1"].eq(before).all().item<bool>());
        }

        Assert.Equal([0, 0, 0, 1, 0], skipped);
        Assert.Equal([(0L, 5L, 2L), (1L, 4L, 2L), (0L, 5L, 2L), (0L, 5L, 2L), (0L, 5L, 2L)], optimizer.Matrices.Select(static report => (report.Skips, report.Step, report.RefreshCount)));
    }

    [Theory]
    [InlineData(StateEncoding.Full)]
    [InlineData(StateEncoding.BFloat16)]
    [InlineData(StateEncoding.Blockwise8Bit)]
    public void Write_ThenTakeAndRead_GivesBackWhatWasWritten(StateEncoding encoding)
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        var shape = new BankShape(40, 24, ScalarType.Float32);
        var step = new LowRankAdamStep(new LowRankAdamOptions { FirstMoment = encoding, SecondMoment = encoding });
        var description = new BankDescription("all", shape, ScalarType.BFloat16, CUDA, step, 24);
        var backend = new CudaBankBackend();
        Assert.Null(backend.WhyNot(description));
        using var bank = backend.Open(description, 5, ["a", "b"], 7);
        using var other = backend.Open(description, 5, ["b"], 8);
        var basis = randn([24, 5], device: CUDA).to(ScalarType.BFloat16).to(ScalarType.Float32);
        Tensor[] state = [randn([5, 40], device: CUDA), rand([5, 40], device: CUDA)];

        bank.Write(1, basis, state, 6);
        other.Take(0, bank, 1);

        var (readBasis, readState) = other.Read(0);
        var tolerance = encoding switch
        {
            StateEncoding.Full => 0,
            StateEncoding.BFloat16 => 1.0 / 256,
            _ => 0.06,
        };
        Assert.True(readBasis.eq(basis).all().item<bool>());
        foreach (var (read, written) in readState.Zip(state))
        {
            Assert.Equal([5, 40], read.shape);
            var off = ((read - written).norm() / written.norm()).item<float>();
            Assert.True(off <= tolerance, $"{encoding}: {off:e2}");
        }

        Assert.Equal([6.0, 0], other.Measures().cpu().data<double>().ToArray());
        Assert.Equal([0.0, 6, 0, 0], bank.Measures().cpu().data<double>().ToArray());
        Assert.True(bank.Read(0).Basis.eq(0).all().item<bool>());
    }

    [Fact]
    public void MeasureState_OfTakenBanksOfRankSixteen_IsWhatTheFormulaSays()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var model = Model(ScalarType.BFloat16);
        using var gradients = new FixedGradients(model);
        using var optimizer = Create(model, isTaken: true, static group => Every(3, group).Ranks(16, 16));
        gradients.Next();
        optimizer.Step();

        var bytes = optimizer.MeasureState();

        Assert.Equal(bytes.LowRank, bytes.LowRankAllocated);
        Assert.Equal(Matrices.Sum(static matrix => 16 * ((2 * matrix.Shape.Min()) + (2 * 4 * matrix.Shape.Max()))), bytes.LowRank);
    }

    [Fact]
    public void Create_OnTheCpu_GoesByTensorOperationsAndSaysWhy()
    {
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(CPU, ScalarType.BFloat16).LowRank("a", 24, 16);
        using var gradients = new FixedGradients(model);
        using var optimizer = EngineRun.Create(model, static _ => { }, static services => services.AddAdaRankCuda().AddAdaRankCuda());
        gradients.Next();

        optimizer.Step();

        Assert.Equal("1 of 24 x 16 in 'all' on cpu: by tensor operations, since its weights are on cpu.", Assert.Single(optimizer.BankReports).ToString());
    }

    private static TrainedModel Model(ScalarType dtype)
    {
        var model = new TrainedModel(CUDA, dtype);
        foreach (var (name, shape) in Matrices)
        {
            model.LowRank(name, shape);
        }

        return model;
    }

    private static GroupBuilder Every(int steps, GroupBuilder group) => group
        .Ranks(1, 24)
        .Rank("fixed")
        .Refresh<IntervalOptions>("interval", options => options.Interval = steps);

    private static AdaRankOptimizer Create(TrainedModel model, bool isTaken, Action<GroupBuilder> change) => EngineRun.Create(
        model,
        builder => builder.UseProfile(Profiles.AdaRankGrad).Seed(3).LearningRate(1e-3).WeightDecay(0.1).AllGroups(change),
        services => _ = isTaken ? services.AddAdaRankCuda() : services);

    private static Outcome Run(ScalarType dtype, StateEncoding encoding, int steps, bool isTaken)
    {
        using var scope = NewDisposeScope();
        using var model = Model(dtype);
        using var gradients = new FixedGradients(model, isRounded: true);

        // From rank 24 to 4 in the first two thirds, by half a rank a refresh and more.
        using var optimizer = Create(model, isTaken, group => Every(40, group)
            .Rank<ScheduleOptions>("schedule", options => (options.From, options.To, options.EndStep) = (24, 4, steps * 2 / 3))
            .Step<LowRankAdamOptions>("adam", options => (options.FirstMoment, options.SecondMoment) = (encoding, encoding)));
        var before = model.Read();
        var watch = Stopwatch.StartNew();
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            gradients.Next();
            optimizer.Step();
        }

        var after = model.Read();
        return new Outcome(
            before.DetachFromDisposeScope(), after.DetachFromDisposeScope(), watch.Elapsed.TotalSeconds, optimizer.Matrices, optimizer.BankReports);
    }

    /// <summary>What a run leaves.</summary>
    private sealed record Outcome(
        Tensor Before, Tensor After, double Seconds, IReadOnlyList<MatrixReport> Reports, IReadOnlyList<BankReport> Banks);
}
