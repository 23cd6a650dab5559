using System.Runtime.InteropServices;
using AdaRank.Composition;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.Interval;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class NativeMemoryTests
{
    private const int Blocks = 16;
    private const int StepsPerBlock = 250;
    private const int WarmUp = 200;

    /// <summary>
    /// A block that leaks one scalar tensor per step grows by over 100 KB, one that leaks a basis per refresh by more.
    /// The median of the blocks is judged, since the matrix library takes and gives back buffers of megabytes as it likes,
    /// and tests that ran before leave compilers and unloaded assemblies to be put away in the first blocks.
    /// </summary>
    private const long AllowedGrowthPerBlock = 32 * 1024;

    private const long AllowedGrowthInAll = 16 * 1024 * 1024;

    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.GaLore)]
    public void Step_FourThousandTimes_DoesNotGrowNativeMemory(string profile)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Native memory is asked of glibc.");
        using var model = CreateModel();
        using var optimizer = Optimizers.Create(model, builder => builder
            .UseProfile(profile)
            .AllGroups(group => Refresh(group.Ranks(1, 24), profile)));
        using var gradients = randn([8, 96, 192]);
        Run(model, optimizer, gradients, WarmUp);
        var tensors = Tensor.TotalCount;
        var native = new List<long> { NativeBytes() };

        for (var block = 0; block < Blocks; block++)
        {
            Run(model, optimizer, gradients, StepsPerBlock);
            native.Add(NativeBytes());
        }

        // Fewer is no leak: tensors that an earlier test left to the collector may have gone meanwhile.
        Assert.InRange(Tensor.TotalCount, 0, tensors);
        var growths = native.Zip(native.Skip(1), (before, after) => after - before).Order().ToArray();
        var report = $"{profile}: native memory in blocks of {StepsPerBlock} steps, in bytes: {string.Join(", ", native)}";
        TestContext.Current.SendDiagnosticMessage(report);
        Assert.True(growths[Blocks / 2] < AllowedGrowthPerBlock && native[^1] - native[0] < AllowedGrowthInAll, report);
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

    /// <summary>Bytes that native code has allocated and not freed: tensors among them, the managed heap not.</summary>
    /// <remarks>TorchSharp leaves its scalars to finalizers, so these are run first: what they free is no leak.</remarks>
    private static long NativeBytes()
    {
#pragma warning disable RS0030 // Collecting is banned as a way to free tensors; here it makes the measurement mean something.
        GC.Collect();
        GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
        var usage = ReadMallocUsage();
        return (long)(usage.InUse + usage.Mapped);
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern MallocUsage ReadMallocUsage();

    /// <summary>glibc's <c>struct mallinfo2</c>, summed over all arenas.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocUsage
    {
        public readonly nuint Arena;
        public readonly nuint FreeChunks;
        public readonly nuint FastBins;
        public readonly nuint MappedRegions;
        public readonly nuint Mapped;
        public readonly nuint HighestUse;
        public readonly nuint FastBinBytes;
        public readonly nuint InUse;
        public readonly nuint Free;
        public readonly nuint Trimmable;
    }
}
