using System.Collections.Immutable;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Transport;

namespace AdaRank.Composition;

/// <summary>A group of parameters with the plugins that train it, all resolved.</summary>
internal sealed record LowRankGroup
{
    private int? _firstMomentIndex;

    public required string Name { get; init; }

    public required RankBounds Bounds { get; init; }

    public required IRefreshTrigger Trigger { get; init; }

    public required IProjectionUpdater Updater { get; init; }

    public required IRankPolicy Policy { get; init; }

    /// <summary>What changes the policy's choice, in this order.</summary>
    public required IReadOnlyList<IRankFilter> Filters { get; init; }

    public required IMomentTransport Transport { get; init; }

    public required ILowRankStep Step { get; init; }

    /// <summary>The step's state that depends on the basis: what a transport sees.</summary>
    public StateSchema Moments => field ??= new StateSchema(MomentIndices.Select(index => Step.State.Slots[index]).ToImmutableArray());

    /// <summary>Where the tensors of <see cref="Moments"/> stand in the step's own schema.</summary>
    public ImmutableArray<int> MomentIndices => field.IsDefault
        ? field = [.. Enumerable.Range(0, Step.State.Slots.Length).Where(index => Step.State.Slots[index].Role is not StateRole.Carried)]
        : field;

    /// <summary>Where the first moment stands in the step's own schema; -1 if it keeps none.</summary>
    public int FirstMomentIndex => _firstMomentIndex ??= Enumerable.Range(0, Step.State.Slots.Length)
        .FirstOrDefault(index => Step.State.Slots[index].Role is StateRole.FirstMoment, -1);

    /// <summary>
    /// Whether each matrix must be stepped by itself: beside a bucket there would be full-size gradients, bases or decoded moments
    /// of all of its matrices at once.
    /// </summary>
    public bool IsOneByOne => Step is IErrorFeedbackStep
        || Updater is IRegeneratedProjection
        || Step.State.Slots.Any(static slot => slot.Encoding is not StateEncoding.Full);
}
