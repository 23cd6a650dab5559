using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>Optimizer state over a run.</summary>
/// <param name="End">After the last step.</param>
/// <param name="Peak">The most after any step.</param>
/// <param name="Average">The mean over the steps.</param>
internal readonly record struct StateRange(StateUse End, StateUse Peak, StateUse Average)
{
    public static StateRange Of(IReadOnlyList<StepRecord> steps, Func<StepRecord, StateUse> choose)
    {
        if (steps.Count == 0)
        {
            return default;
        }

        var uses = steps.Select(choose).ToList();
        return new StateRange(
            uses[^1],
            new StateUse(uses.Max(use => use.Analytic), uses.Max(use => use.Allocated)),
            new StateUse((long)uses.Average(use => use.Analytic), (long)uses.Average(use => use.Allocated)));
    }
}
