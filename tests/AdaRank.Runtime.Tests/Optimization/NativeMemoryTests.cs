using AdaRank.Composition;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.Interval;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class NativeMemoryTests
{
    private const int Steps = 2000;
    private const int WarmUp = 200;

    /// <summary>
    /// A basis leaked at each refresh would add 96 · 24 · 4 bytes for three matrices 200 times, 5.5 MB, and a temporary
    /// leaked in each step far more; the bound lies below, and above what an allocator's arenas wander.
    /// </summary>
    private const long AllowedGrowth = 4 * 1024 * 1024;

    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.GaLore)]
    public void Step_TwoThousandTimes_DoesNotGrowNativeMemory(string profile)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        using var model = CreateModel();
        using var optimizer = Optimizers.Create(model, builder => builder
            .UseProfile(profile)
            .AllGroups(group => Refresh(group.Ranks(1, 24), profile)));
        using var gradients = randn([8, 96, 192]);
        Run(model, optimizer, gradients, WarmUp);
        var (tensors, resident) = (Tensor.TotalCount, ResidentBytes());

        Run(model, optimizer, gradients, Steps);

        // Fewer is no leak: tensors that an earlier test left to the collector may have gone meanwhile.
        Assert.InRange(Tensor.TotalCount, 0, tensors);
        var growth = ResidentBytes() - resident;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:n0} bytes grown over {2} steps", profile, growth, Steps);
        Assert.True(growth < AllowedGrowth, $"Resident memory grew by {growth:n0} bytes over {Steps} steps.");
    }

    private static GroupBuilder Refresh(GroupBuilder group, string profile) => profile is Profiles.GaLore
        ? group.Refresh<IntervalOptions>("interval", options => options.Interval = 20)
        : group.Refresh<ConvergenceOptions>("convergence", options => options.Interval = 10);

    private static ParameterModel CreateModel() => new ParameterModel()
        .LowRank("tall", zeros([192, 96]))
        .LowRank("wide", zeros([96, 192]))
        .LowRank("wide.again", zeros([96, 192]))
        .FullRank("norm", zeros([96]));

    private static void Run(ParameterModel model, AdaRank.Optimization.AdaRankOptimizer optimizer, Tensor gradients, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var wide = gradients[step % 8];

            // Ranks must change, or reallocation is not exercised.
            var low = wide.narrow(1, 0, 1 + (step / 10 % 24)).mm(wide.narrow(0, 0, 1 + (step / 10 % 24)));
            model["wide"].grad = low;
            model["wide.again"].grad = wide;
            model["tall"].grad = low.t().contiguous();
            model["norm"].grad = wide.narrow(1, 0, 1).squeeze(1);
            optimizer.Step();
            optimizer.ZeroGradients();
        }
    }

    private static long ResidentBytes()
    {
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return pages * Environment.SystemPageSize;
    }
}
