namespace AdaRank.Testing.Cases;

/// <summary>One question to a rank filter.</summary>
/// <param name="Question">What the policy was asked.</param>
/// <param name="Proposed">What it, or the filter before, has answered: within the bounds.</param>
internal sealed record FilterCase(RankCase Question, int Proposed)
{
    /// <summary>Every kind of bounds, with proposals and ranks in use at their ends, in their middle and, those in use, outside.</summary>
    public static IReadOnlyList<FilterCase> All { get; } = [.. Make()];

    /// <inheritdoc/>
    public override string ToString() => $"a proposal of {Proposed} and rank {Question.CurrentRank} in use: {Question.Name}";

    private static IEnumerable<FilterCase> Make()
    {
        foreach (var question in RankCase.All)
        {
            var (lowest, highest, _) = question.Bounds;
            var middle = lowest + ((highest - lowest) / 2);
            foreach (var proposed in new[] { lowest, middle, highest }.Distinct())
            {
                foreach (var current in new[] { 0, 1, lowest, middle, highest, highest + 40 }.Distinct())
                {
                    yield return new FilterCase(question with { CurrentRank = current }, proposed);
                }
            }
        }
    }
}
