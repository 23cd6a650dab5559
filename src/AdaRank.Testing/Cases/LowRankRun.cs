using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>
/// Takes steps of a bucket as the engine does: gradients are compensated once there is state, an early update comes before the
/// refresh, and on the way there is a refresh, which keeps carried state and turns the rest into the new basis.
/// </summary>
/// <param name="step">The step under test.</param>
/// <param name="example">The matrices.</param>
/// <param name="only">Which matrix, if the others are to be left out.</param>
internal sealed class LowRankRun(ILowRankStep step, LowRankCase example, int? only = null)
{
    /// <summary>The step that begins with a refresh, besides the first.</summary>
    private const int Refresh = 3;

    private int _taken;

    /// <summary>The matrices, as they were in the step that was taken last.</summary>
    public IReadOnlyList<BucketMember> Members { get; private set; } = Pick(example.NewMembers(step.State), only);

    /// <summary>Copies of the bases from before any step has seen them.</summary>
    public IReadOnlyList<Tensor> PristineBases { get; private set; } = Pick(example.NewBases(0), only);

    /// <summary>The model's gradients of the last step.</summary>
    public IReadOnlyList<Tensor> Gradients { get; private set; } = [];

    /// <summary>Copies of these from before the step.</summary>
    public IReadOnlyList<Tensor> PristineGradients { get; private set; } = [];

    /// <summary>Whether the step reads the case's form of gradients; what comes before it sees whole ones.</summary>
    public static bool Accepts(ILowRankStep step, LowRankCase example) => step.Accepts.HasFlag(example.Form);

    /// <summary>Takes one step.</summary>
    /// <param name="factor">How large gradients are.</param>
    /// <param name="between">Is called before each call of the plugin that may write, with its name, and after the last one with null.</param>
    public void Take(double factor = 1, Action<string?>? between = null)
    {
        _taken++;
        Gradients = Pick(example.NewGradients(_taken, factor), only);
        PristineGradients = Tensors.Snapshot(Gradients);
        var isRefresh = _taken == Refresh && factor > 0;
        var whole = Compensate(between);
        Members = [.. Members.Select(member => member with { Step = _taken, SubspaceStep = member.SubspaceStep + (_taken == 1 ? 0 : 1) })];
        if (step is IEarlyUpdateStep early)
        {
            between?.Invoke(nameof(early.Update));
            early.Update(new BucketView(example.Shape, example.Rank, Members), new GradientView.Full(example.Shape, whole), LowRankCase.Scalars);
        }

        if (isRefresh)
        {
            RenewBases(between);
        }

        between?.Invoke(nameof(step.Step));
        step.Step(
            new BucketView(example.Shape, example.Rank, Members), example.ViewOf(whole, Members), LowRankCase.Scalars,
            zeros([Members.Count], ScalarType.Float64));
        between?.Invoke(null);
    }

    private IReadOnlyList<Tensor> Compensate(Action<string?>? between)
    {
        if (_taken == 1 || step is not IErrorFeedbackStep feedback)
        {
            return Gradients;
        }

        between?.Invoke(nameof(feedback.Compensate));
        return [.. Gradients.Select((gradient, index) => feedback.Compensate(example.Shape, gradient, Members[index].State))];
    }

    private void RenewBases(Action<string?>? between)
    {
        var (before, bases) = (Members, Pick(example.NewBases(1), only));
        PristineBases = Tensors.Snapshot(bases);
        Members =
        [
            .. before.Select((member, index) => member with
            {
                Basis = bases[index],
                State = Transport(member.State, bases[index].t().mm(member.Basis)),
                SubspaceStep = 1,
            }),
        ];
        for (var index = 0; step is IErrorFeedbackStep feedback && index < before.Count; index++)
        {
            between?.Invoke(nameof(feedback.AfterTransport));
            feedback.AfterTransport(new BasisChange(
                example.Shape, before[index].Basis, before[index].State, Members[index].Basis, Members[index].State));
        }
    }

    private IReadOnlyList<Tensor> Transport(IReadOnlyList<Tensor> state, Tensor overlap) =>
    [
        .. step.State.Slots.Zip(state, (slot, tensor) => slot.Role switch
        {
            StateRole.Carried => tensor,
            StateRole.FirstMoment => overlap.mm(tensor),
            _ => overlap.square().mm(tensor),
        }),
    ];

    private static IReadOnlyList<T> Pick<T>(IReadOnlyList<T> all, int? only) => only is { } index ? [all[index]] : all;
}
