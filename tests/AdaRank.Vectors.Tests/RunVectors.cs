using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Sampling;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Runs whole trajectories through dependency injection.</summary>
internal static class RunVectors
{
    /// <summary>Final state that is free in its signs: of the basis' columns, and of the moments' rows with them.</summary>
    private static readonly (string Name, string Slot, bool IsFreeInSigns)[] States =
        [("M", "m", true), ("V", "v", false), ("E", "e", false), ("prev", "prev", false)];

    /// <summary>Runs a case and compares everything that it holds.</summary>
    public static void Run(VectorCase vector) => Execute(vector, (start, trajectory, optimizer) =>
    {
        Compare.Moved(start, vector.Expected("W"), stack(trajectory.Weights), vector.Tolerance, "out.W");
        trajectory.Check(vector);
        if (optimizer.Banks.Count > 0)
        {
            CheckFinalState(vector, optimizer.Banks[0]);
        }
    });

    /// <summary>Runs a case and hands its start, what was seen of it and the optimizer to a check.</summary>
    public static void Execute(VectorCase vector, Action<Tensor, Trajectory, AdaRankOptimizer> check)
    {
        using var scope = NewDisposeScope();
        var services = new ServiceCollection();
        if (NumbersOf(vector) is { } numbers)
        {
            services.AddSingleton<IGaussianSource>(numbers);
        }

        services.AddAdaRank(builder => RunSettings.Configure(builder, vector));
        using var provider = services.BuildServiceProvider();
        var start = vector.Input("W0");
        var treatment = vector.Kind is "adam" ? ParameterTreatment.FullRank : ParameterTreatment.LowRank;
        using var model = new SingleParameterModel(start, treatment);
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
        Resume(vector, optimizer);

        check(start, Train(vector, model, optimizer), optimizer);
    }

    /// <summary>The sketches of a case, or the projections of one whose basis is drawn; null if it has neither.</summary>
    private static InjectedGaussians? NumbersOf(VectorCase vector)
    {
        var refreshes = vector.Hyper.TryGetProperty("state", out var state) ? state.GetProperty("refreshes").GetInt64() : 0;
        if (vector.Has("in.Omega"))
        {
            var sketches = vector.Input("Omega");
            return new InjectedGaussians(sketches, sketches.shape[1], refreshes);
        }

        if (!vector.Has("in.P"))
        {
            return null;
        }

        var projections = vector.Input("P");
        return new InjectedGaussians(projections, projections.shape[1], refreshes, Math.Sqrt(projections.shape[1]));
    }

    private static void Resume(VectorCase vector, AdaRankOptimizer optimizer)
    {
        if (!vector.Hyper.TryGetProperty("state", out var state))
        {
            return;
        }

        var flag = state.GetProperty("flag").GetBoolean() ? 0 : double.PositiveInfinity;
        optimizer.Banks[0].Matrices[0].Restore(new MatrixSnapshot(
            vector.Input("Q0").DetachFromDisposeScope(),
            [vector.Input("M0").DetachFromDisposeScope(), vector.Input("V0").DetachFromDisposeScope()],
            state.GetProperty("provisional").GetBoolean(),
            state.GetProperty("t").GetInt64(),
            state.GetProperty("last_refresh").GetInt64(),
            state.GetProperty("refreshes").GetInt64(),
            flag,
            flag));
    }

    private static Trajectory Train(VectorCase vector, SingleParameterModel model, AdaRankOptimizer optimizer)
    {
        var gradients = vector.Input("G");
        var steps = (int)gradients.shape[0];
        var every = vector.Integer("every");
        var trajectory = new Trajectory();
        for (var step = 1; step <= steps; step++)
        {
            model.SetGradient(gradients[step - 1]);
            var summary = optimizer.Step();
            trajectory.Add(optimizer.Matrices.SingleOrDefault(), summary);
            if (step % every == 0 || step == steps)
            {
                trajectory.Weights.Add(model.Weight.detach().clone());
            }
        }

        return trajectory;
    }

    private static void CheckFinalState(VectorCase vector, Bank bank)
    {
        var opened = OpenedMatrix.Of(bank.Group, bank.Shape, bank.Matrices[0]);
        if (vector.Has("out.Q"))
        {
            Compare.CloseUpToSigns(vector.Expected("Q"), opened.Basis, vector.Tolerance, "out.Q");
        }

        if (vector.Has("out.P"))
        {
            // A drawn projection is r × d, one that follows the gradient d × r.
            var projection = vector.Has("in.P") ? opened.Basis.t() : opened.Basis;
            Compare.CloseUpToSigns(vector.Expected("P"), projection, vector.Tolerance, "out.P");
        }

        if (vector.Has("out.Proj"))
        {
            Compare.Close(vector.Expected("Proj"), opened.Basis.mm(opened.Basis.t()), vector.Tolerance, "out.Proj");
        }

        var slots = bank.Group.Step.State.Slots;
        foreach (var (name, slot, isFree) in States.Where(state => vector.Has($"out.{state.Name}")))
        {
            var index = slots.Select(found => found.Name).ToList().IndexOf(slot);
            Assert.True(index >= 0, $"The step keeps no '{slot}' to compare with out.{name}.");
            var actual = name is "prev" ? opened.State[index].reshape(1) : opened.State[index];
            if (isFree)
            {
                Compare.CloseUpToSigns(vector.Expected(name), actual, vector.Tolerance, $"out.{name}");
            }
            else
            {
                Compare.Close(vector.Expected(name), actual, vector.Tolerance, $"out.{name}");
            }
        }
    }
}
