using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Steps;

namespace AdaRank.Optimization.Takeover;

/// <summary>Decides which banks a backend steps.</summary>
internal static class BankChoice
{
    /// <summary>Offers a bank to all backends, in the order in which they were registered.</summary>
    /// <returns>The first that takes it; or none, and the reason.</returns>
    public static (IBankBackend? Backend, string? Reason) Of(Bank bank, BankDescription description, IReadOnlyList<IBankBackend> backends)
    {
        if (backends.Count == 0)
        {
            return (null, "no backend for banks is registered");
        }

        if (WhyTensorsOnly(bank) is { } reason)
        {
            return (null, reason);
        }

        var refusals = new List<string>();
        foreach (var backend in backends)
        {
            if (backend.WhyNot(description) is not { } refusal)
            {
                return (backend, null);
            }

            refusals.Add(refusal);
        }

        return (null, string.Join(", and ", refusals));
    }

    /// <summary>What the engine itself can do by tensor operations only.</summary>
    private static string? WhyTensorsOnly(Bank bank) => bank.Group switch
    {
        { Updater: IRegeneratedProjection } => "its basis is drawn anew in every step",
        { Updater: IOnlineProjection } => "its basis moves in every step",
        { Step: IErrorFeedbackStep } => "its step compensates gradients one at a time",
        { Step: IEarlyUpdateStep } => "its step moves weights before a refresh",
        { Policy: IGlobalRankPolicy } => "its ranks are decided together with those of other banks",
        { Trigger: { Needs: not RefreshMeasures.None } } => "its refresh trigger asks for measures that tensor operations alone take",
        _ when bank.Matrices[0].Trained.HasMaster => "its weights have copies in fp32",
        _ => bank.Matrices.FirstOrDefault(static matrix => !matrix.Weight.is_contiguous()) is { } matrix ? $"'{matrix.Name}' is not contiguous" : null,
    };
}
