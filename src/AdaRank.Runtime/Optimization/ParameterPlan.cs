using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;

namespace AdaRank.Optimization;

/// <summary>Decides how each parameter is trained: a pattern wins over attributes, the more specific pattern over others.</summary>
/// <remarks>Treatment, learning rate and decay are decided one by one: a pattern may speak of one and leave the others.</remarks>
internal static class ParameterPlan
{
    private const int NamesShown = 3;

    /// <summary>The parameters as they are to be trained.</summary>
    /// <param name="parameters">The parameters as the model lists them: what attributes say.</param>
    /// <param name="rules">The patterns.</param>
    /// <param name="problems">Receives patterns that match nothing, and those that contradict each other.</param>
    public static IReadOnlyList<ModelParameter> Make(
        IReadOnlyList<ModelParameter> parameters, IReadOnlyList<ParameterRule> rules, ProblemList problems)
    {
        if (rules.Count == 0)
        {
            return parameters;
        }

        foreach (var rule in rules.Where(rule => !parameters.Any(parameter => rule.Pattern.Matches(parameter.Name))))
        {
            problems.Add(rule.Origin ?? "pattern", rule.Pattern.Text, MatchSomething(rule, parameters));
        }

        var contradictions = new HashSet<(string, string, string)>();
        return [.. parameters.Select(parameter => Apply(parameter, rules, contradictions, problems))];
    }

    private static string MatchSomething(ParameterRule rule, IReadOnlyList<ModelParameter> parameters)
    {
        var near = parameters
            .Select(parameter => parameter.Name)
            .OrderBy(rule.Pattern.Distance)
            .ThenBy(name => name, StringComparer.Ordinal)
            .Take(NamesShown)
            .ToArray();
        return near is []
            ? "leave it out: the model has no parameters"
            : $"it matches no parameter of the model; the nearest names are {string.Join(", ", near)}";
    }

    private static ModelParameter Apply(
        ModelParameter parameter,
        IReadOnlyList<ParameterRule> rules,
        HashSet<(string, string, string)> contradictions,
        ProblemList problems)
    {
        var matching = rules
            .Where(rule => rule.Pattern.Matches(parameter.Name))
            .OrderByDescending(rule => rule.Pattern.Literals)
            .ToArray();
        var treatment = Decide("treatment", rule => rule.Treatment, Describe);
        var planned = treatment is { } chosen ? parameter with { Treatment = chosen.Treatment, Group = chosen.Group } : parameter;
        return planned with
        {
            LearningRate = Decide("learning rate multiplier", rule => rule.LearningRate, Number) ?? planned.LearningRate,
            Decay = Decide("weight decay multiplier", rule => rule.Decay, Number) ?? planned.Decay,
        };

        T? Decide<T>(string aspect, Func<ParameterRule, T?> says, Func<T, string> describe)
            where T : struct
        {
            var words = matching.Where(rule => says(rule) is not null).ToArray();
            if (words.Length == 0)
            {
                return null;
            }

            var best = says(words[0])!.Value;
            var other = Array.Find(words, rule => rule.Pattern.Literals == words[0].Pattern.Literals && !says(rule)!.Value.Equals(best));
            if (other is not null && contradictions.Add((aspect, words[0].Pattern.Text, other.Pattern.Text)))
            {
                problems.Add(
                    $"{aspect} of '{parameter.Name}'",
                    new Words($"{describe(best)} by '{words[0].Pattern}' and {describe(says(other)!.Value)} by '{other.Pattern}'"),
                    $"make one of the patterns more specific: both have {words[0].Pattern.Literals} letters that stand for themselves");
            }

            return best;
        }
    }

    private static string Describe((ParameterTreatment Treatment, string? Group) treatment) => treatment.Treatment switch
    {
        ParameterTreatment.LowRank => $"low-rank in '{treatment.Group}'",
        ParameterTreatment.Frozen => "frozen",
        _ => "full-rank",
    };

    private static string Number(double factor) => factor.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
