using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Interval;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Takeover;

/// <summary>Banks that a backend steps, against the same run by tensor operations.</summary>
public sealed class TakenBankTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData("interval", false)]
    [InlineData("interval", true)]
    [InlineData("convergence", false)]
    [InlineData("convergence", true)]
    public void Step_WithRefreshesAndChangingRanks_GivesWhatTensorOperationsGive(string trigger, bool withHoles)
    {
        using var scope = NewDisposeScope();
        var backend = new HostBackend();

        var (taken, reports) = Run(trigger, withHoles, backend);
        var (expected, expectedReports) = Run(trigger, withHoles, null);

        // Beside other ranks a matrix has another place in a bucket, and nothing else.
        Assert.True(taken.eq(expected).all().item<bool>(), $"Off by {(taken - expected).abs().max().item<float>()}.");
        Assert.Equal(
            expectedReports.Select(static report => (report.Name, report.Step, report.Rank, report.RefreshCount, report.Refresh, report.Skips, report.Distance)),
            reports.Select(static report => (report.Name, report.Step, report.Rank, report.RefreshCount, report.Refresh, report.Skips, report.Distance)));
        Assert.True(backend.Opened.Count > 2, "No rank has changed.");
        Assert.Equal(backend.Seeds.Count, backend.Seeds.Distinct().Count());
    }

    [Fact]
    public void Step_WithoutADueRefresh_ReadsNothingFromTheDevice()
    {
        using var scope = NewDisposeScope();
        var backend = new HostBackend();
        using var model = Model();
        using var optimizer = Create(model, backend, static group => Every(10, group));
        var reads = new List<int>();

        for (var step = 0; step < 12; step++)
        {
            SetGradients(model, step);
            optimizer.Step();
            reads.Add(backend.Reads);
        }

        // Once before the refresh of step 11, of three matrices of one rank.
        Assert.Equal([.. Enumerable.Repeat(0, 10), 1, 1], reads);
        _ = optimizer.Matrices;
        _ = optimizer.Matrices;
        Assert.Equal(2, backend.Reads);
    }

    [Fact]
    public void Step_TriggerThatLooksAtEnergies_ReadsEachBankOnceAStep()
    {
        using var scope = NewDisposeScope();
        var backend = new HostBackend();
        using var model = Model().LowRank("other", zeros([10, 6]));
        using var optimizer = Create(
            model, backend, static group => group.Rank("fixed").Refresh<ConvergenceOptions>("convergence", static options => options.Interval = 0));

        for (var step = 0; step < 6; step++)
        {
            SetGradients(model, step);
            optimizer.Step();
        }

        Assert.Equal(2, optimizer.BankReports.Count);
        Assert.Equal(2 * 5, backend.Reads);
    }

    [Fact]
    public void Step_GradientNotFinite_IsCountedByTheStepThatReadsNext()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, new HostBackend(), static group => Every(4, group));
        var skipped = new List<int>();

        for (var step = 0; step < 6; step++)
        {
            SetGradients(model, step);
            if (step == 1)
            {
                model["b"].grad!.fill_(double.NaN);
            }

            skipped.Add(optimizer.Step().Skipped);
        }

        // Two are due in step 5, and the third one, with one step less behind it, in step 6.
        Assert.Equal([0, 0, 0, 0, 1, 0], skipped);
        Assert.Equal([(0L, 6L, 2L), (1L, 5L, 2L), (0L, 6L, 2L)], optimizer.Matrices.Select(static report => (report.Skips, report.Step, report.RefreshCount)));
    }

    [Fact]
    public void Step_FirstGradientNotFinite_IsCountedAtOnce()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, new HostBackend(), static group => Every(4, group));
        SetGradients(model, 0);
        model["a"].grad!.fill_(double.NaN);

        var summary = optimizer.Step();

        Assert.Equal(new StepSummary(2, 1), summary);
        Assert.Equal([0, 4, 4], optimizer.Matrices.Select(static report => report.Rank));
    }

    [Fact]
    public void Step_MatrixWithoutAGradient_StaysAsItIs()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, new HostBackend(), static group => Every(10, group));
        SetGradients(model, 0);
        optimizer.Step();
        var before = model["b"].detach().clone();
        SetGradients(model, 1);
        model["b"].grad = null;

        var summary = optimizer.Step();

        Assert.Equal(new StepSummary(0, 0), summary);
        Assert.True(model["b"].eq(before).all().item<bool>());
        Assert.Equal([(2L, 0L), (1L, 0L), (2L, 0L)], optimizer.Matrices.Select(static report => (report.Step, report.Skips)));
    }

    [Fact]
    public void Step_AfterAZeroGradient_GetsARealBasisOfTheSameRank()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, new HostBackend(), static group => Every(10, group).Ranks(2, 2));
        SetGradients(model, 0);
        model["a"].grad!.zero_();
        var first = optimizer.Step();
        SetGradients(model, 1);

        var second = optimizer.Step();

        Assert.Equal((new StepSummary(2, 0), new StepSummary(1, 0)), (first, second));
        Assert.Equal([1L, 1, 1], optimizer.Matrices.Select(static report => report.RefreshCount));
    }

    [Fact]
    public void Step_DeviceWithoutRoom_FailsAndGoesOnOnceThereIsSome()
    {
        using var scope = NewDisposeScope();
        var backend = new HostBackend { OpensBeforeFailure = 0 };
        using var model = Model();
        using var optimizer = Create(model, backend, static group => Every(10, group));
        SetGradients(model, 0);
        Assert.Throws<InvalidOperationException>(() => optimizer.Step());
        backend.OpensBeforeFailure = int.MaxValue;

        SetGradients(model, 0);
        optimizer.Step();

        using var other = Model();
        using var expected = Create(other, null, static group => Every(10, group));
        SetGradients(other, 0);
        expected.Step();
        Assert.All(model.ListParameters(), parameter => Assert.True(parameter.Value.eq(other[parameter.Name]).all().item<bool>()));
    }

    [Fact]
    public void MeasureState_OfATakenBank_CountsWhatTheDeviceHolds()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var optimizer = Create(model, new HostBackend(), static group => Every(10, group));
        SetGradients(model, 0);
        optimizer.Step();

        var bytes = optimizer.MeasureState();

        Assert.Equal(3 * 4 * 4 * (8 + (2 * 12)), bytes.LowRank);
        Assert.Equal(bytes.LowRank, bytes.LowRankAllocated);
        optimizer.Dispose();
        Assert.Equal(0, optimizer.MeasureState().LowRankAllocated);
    }

    [Fact]
    public void BankReports_TakenAndNot_SayWhichWayAndWhy()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var taken = Create(model, new HostBackend(), static group => Every(10, group));
        using var refused = Create(model, new HostBackend { Refusal = "it has no wheels" }, static group => Every(10, group));
        using var alone = Create(model, null, static group => Every(10, group));
        using var drawn = Create(model, new HostBackend(), static group => Every(10, group).Basis("gaussian").Transport("keep"));

        Assert.Equal(
            [
                "3 of 12 x 8 in 'all' on cpu: by the kernels of 'host'.",
                "3 of 12 x 8 in 'all' on cpu: by tensor operations, since it has no wheels.",
                "3 of 12 x 8 in 'all' on cpu: by tensor operations, since no backend for banks is registered.",
                "3 of 12 x 8 in 'all' on cpu: by tensor operations, since its basis is drawn anew in every step.",
            ],
            ((AdaRankOptimizer[])[taken, refused, alone, drawn]).Select(static optimizer => Assert.Single(optimizer.BankReports).ToString()));
    }

    private static (Tensor Weights, IReadOnlyList<MatrixReport> Reports) Run(string trigger, bool withHoles, HostBackend? backend)
    {
        using var model = Model();
        using var optimizer = Create(model, backend, group =>
        {
            group.Rank<EnergyThresholdOptions>("energy-threshold", static options => options.Tolerance = 0.1);
            _ = trigger == "interval"
                ? group.Refresh<IntervalOptions>("interval", static options => options.Interval = 7)
                : group.Refresh<ConvergenceOptions>("convergence", static options => (options.Interval, options.MinimumInterval, options.ConvergedNorm) = (20, 3, 1.5));
        });
        for (var step = 0; step < Steps; step++)
        {
            SetGradients(model, step);
            if (withHoles && step % 5 == 2)
            {
                model["b"].grad!.fill_(double.PositiveInfinity);
                model["c"].grad = null;
            }

            optimizer.Step();
        }

        var reports = optimizer.Matrices;
        return (cat([.. model.ListParameters().Select(static parameter => parameter.Value.detach().reshape(-1))]), reports);
    }

    private static ParameterModel Model()
    {
        using var generator = new Generator(4);
        return new ParameterModel()
            .LowRank("a", randn([12, 8], generator: generator))
            .LowRank("b", randn([12, 8], generator: generator))
            .LowRank("c", randn([12, 8], generator: generator));
    }

    private static AdaRankOptimizer Create(ParameterModel model, IBankBackend? backend, Action<GroupBuilder> change) => Optimizers.Create(
        model,
        builder => builder.LearningRate(0.01).WeightDecay(0.1).AllGroups(static group => group.Ranks(1, 4)).AllGroups(change),
        services => _ = backend is null ? services : services.AddSingleton(backend));

    private static GroupBuilder Every(int steps, GroupBuilder group) =>
        group.Rank("fixed").Refresh<IntervalOptions>("interval", options => options.Interval = steps);

    /// <summary>Gradients of changing ranks that fade.</summary>
    private static void SetGradients(ParameterModel model, int step)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)step + 100);
        foreach (var parameter in model.ListParameters())
        {
            var rank = 1 + ((step / 6) % 4);
            var (rows, columns) = (parameter.Value.shape[0], parameter.Value.shape[1]);
            var gradient = randn([rows, rank], generator: generator).mm(randn([rank, columns], generator: generator));
            parameter.Value.grad = (gradient + (randn([rows, columns], generator: generator) * 0.01)).mul_(Math.Pow(0.95, step));
        }
    }
}
