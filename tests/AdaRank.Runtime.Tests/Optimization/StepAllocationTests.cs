using AdaRank.Composition;
using AdaRank.Plugins.Rank.Convergence;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>What a step takes from the managed heap: handles of TorchSharp's, and next to nothing of ours.</summary>
public sealed class StepAllocationTests
{
    /// <summary>
    /// To read a gradient makes a handle, and to mark a weight as written a view; each is entered into a dispose scope. The rest is a
    /// share of the list of the work that threads share. TorchSharp's own AdamW takes 585.
    /// </summary>
    private const int BytesPerParameter = 800;

    /// <summary>Objects that a step makes once for a bank or a lot: scopes, the work that threads share, a tensor of energies.</summary>
    private const int BytesPerStep = 4000;

    [Theory]
    [InlineData(Profiles.AdamW, 0)]
    [InlineData(Profiles.AdaRankGrad, 4)]
    [InlineData(Profiles.GaLore, 4)]
    public void Step_WithoutARefresh_AllocatesHandlesOnly(string profile, int rank)
    {
        const int Parameters = 40;
        using var scope = NewDisposeScope();
        using var model = new ParameterModel();
        for (var index = 0; index < Parameters / 2; index++)
        {
            model.LowRank($"matrix{index}", ones([96, 80])).FullRank($"norm{index}", ones([80]));
        }

        using var optimizer = Optimizers.Create(model, builder =>
        {
            builder.UseProfile(profile).WeightDecay(0.01);
            if (rank > 0)
            {
                builder.AllGroups(group => group.Ranks(rank, rank).Refresh<ConvergenceOptions>(
                    "convergence", static options => options.Interval = int.MaxValue));
            }
        });
        SetGradients(model);

        // The second step is the first without a refresh; after it lists have their size and code is compiled.
        for (var step = 0; step < 5; step++)
        {
            optimizer.Step();
        }

        const int Steps = 20;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < Steps; step++)
        {
            optimizer.Step();
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Steps;
        Assert.InRange(allocated, 1, BytesPerStep + (Parameters * BytesPerParameter));
    }

    private static void SetGradients(ParameterModel model)
    {
        using var generator = new Generator(1);
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = randn(parameter.Value.shape, generator: generator);
        }
    }
}
